# dirsync guest script: verify-membership
# Says what the machine itself believes of its domain; changes nothing.
param(
  [string] $Domain = ''
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Write-Result([System.Collections.IDictionary] $Result) {
  Write-Output (ConvertTo-Json -InputObject $Result -Compress -Depth 4)
}

# A member that can't reach a domain controller is still a member, with a broken secure channel: that is the finding.
function Find-DomainController {
  try {
    $computerDomain = [System.DirectoryServices.ActiveDirectory.Domain]::GetComputerDomain()
    return $computerDomain.FindDomainController().Name
  } catch {
    return $null
  }
}

function Test-Channel {
  try {
    return [bool] (Test-ComputerSecureChannel)
  } catch {
    return $false
  }
}

try {
  if ($Domain -eq '') { throw 'The domain to be a member of was not given.' }
  Add-Type -AssemblyName System.DirectoryServices
  $system = Get-CimInstance -ClassName Win32_ComputerSystem
  $windows = Get-CimInstance -ClassName Win32_OperatingSystem

  $controller = $null
  $channel = $false
  if ($system.PartOfDomain) {
    $controller = Find-DomainController
    $channel = Test-Channel
  }
  Write-Result ([ordered] @{
      computerName     = $system.Name
      domain           = $system.Domain
      partOfDomain     = [bool] $system.PartOfDomain
      domainController = $controller
      secureChannel    = $channel
      lastBoot         = $windows.LastBootUpTime.ToUniversalTime().ToString('o')
    })
  exit 0
} catch {
  Write-Result ([ordered] @{ error = 'MembershipUnknown'; message = $_.Exception.Message })
  exit 1
}
