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

# Netlogon needs some minutes after the restart of a join, which may not even have begun when the extension reports success.
function Test-Channel {
  for ($try = 1; $try -le 12; $try++) {
    try {
      if (Test-ComputerSecureChannel) { return $true }
    } catch {
      # It throws where no domain controller answers; that is a broken channel too.
      Write-Verbose $_.Exception.Message
    }
    if ($try -lt 12) { Start-Sleep -Seconds 15 }
  }
  return $false
}

try {
  if ($Domain -eq '') { throw 'The domain to be a member of was not given.' }
  Add-Type -AssemblyName System.DirectoryServices
  $system = Get-CimInstance -ClassName Win32_ComputerSystem
  $windows = Get-CimInstance -ClassName Win32_OperatingSystem

  $controller = $null
  $channel = $false
  if ($system.PartOfDomain) {
    $channel = Test-Channel
    $controller = Find-DomainController
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
