# dirsync guest script: verify-prerequisites
# Measures what Entra Connect needs of its server, and puts right what is a setting: TLS 1.2 and the execution policy.
# Source: Entra Connect prerequisites; "TLS 1.2 enforcement for Microsoft Entra Connect".
param(
  [string] $ProxyAddress = '',
  [string] $Hosts = 'login.microsoftonline.com,secure.aadcdn.microsoftonline-p.com,graph.microsoft.com'
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Write-Result([System.Collections.IDictionary] $Result) {
  Write-Output (ConvertTo-Json -InputObject $Result -Compress -Depth 4)
}

function Read-Value([string] $Path, [string] $Name) {
  $item = Get-ItemProperty -LiteralPath $Path -ErrorAction SilentlyContinue
  if ($null -eq $item) { return $null }
  $property = $item.PSObject.Properties[$Name]
  if ($null -eq $property) { return $null }
  return $property.Value
}

function Set-Value([string] $Path, [string] $Name, [int] $Value) {
  if ((Read-Value $Path $Name) -eq $Value) { return $false }
  if (-not (Test-Path -LiteralPath $Path)) { [void] (New-Item -Path $Path -Force) }
  [void] (New-ItemProperty -LiteralPath $Path -Name $Name -PropertyType DWord -Value $Value -Force)
  return $true
}

# A process-wide policy (Run Command sets one) makes Set-ExecutionPolicy complain although it has done its work.
function Set-Policy {
  $policy = [string] (Get-ExecutionPolicy -Scope LocalMachine)
  if (@('RemoteSigned', 'Unrestricted', 'Bypass') -contains $policy) { return $false }
  try {
    Set-ExecutionPolicy -ExecutionPolicy RemoteSigned -Scope LocalMachine -Force
  } catch [System.Security.SecurityException] {
    if ([string] (Get-ExecutionPolicy -Scope LocalMachine) -ne 'RemoteSigned') { throw }
  }
  return $true
}

# Any HTTP answer of the host, even a refusal, proves that name, route, proxy and TLS work. These are the proxy's own:
# it wants a password, or did not get through.
$proxyAnswers = @(407, 502, 503, 504)

function Test-Host([string] $Name, [string] $Proxy) {
  $request = [System.Net.WebRequest]::Create("https://$Name/")
  $request.Method = 'HEAD'
  $request.Timeout = 15000
  $request.AllowAutoRedirect = $false
  if ($Proxy -ne '') {
    $request.Proxy = New-Object System.Net.WebProxy($Proxy, $true)
    $request.Proxy.UseDefaultCredentials = $true
  }
  try {
    $request.GetResponse().Close()
    return $true
  } catch {
    $failure = $_.Exception
    while ($failure -isnot [System.Net.WebException] -and $null -ne $failure.InnerException) {
      $failure = $failure.InnerException
    }
    if ($failure -isnot [System.Net.WebException] -or $null -eq $failure.Response) { return $false }
    if ($Proxy -eq '') { return $true }
    # The answer to CONNECT is the proxy's, whatever its code: mostly 403 where its rules forbid the host.
    return ($failure.Response.Method -ne 'CONNECT' -and $proxyAnswers -notcontains [int] $failure.Response.StatusCode)
  }
}

try {
  $changed = New-Object System.Collections.Generic.List[string]

  $protocols = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2'
  $wanted = @(
    @('HKLM:\SOFTWARE\Microsoft\.NETFramework\v4.0.30319', 'SystemDefaultTlsVersions', 1),
    @('HKLM:\SOFTWARE\Microsoft\.NETFramework\v4.0.30319', 'SchUseStrongCrypto', 1),
    @('HKLM:\SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319', 'SystemDefaultTlsVersions', 1),
    @('HKLM:\SOFTWARE\WOW6432Node\Microsoft\.NETFramework\v4.0.30319', 'SchUseStrongCrypto', 1),
    @("$protocols\Server", 'Enabled', 1),
    @("$protocols\Server", 'DisabledByDefault', 0),
    @("$protocols\Client", 'Enabled', 1),
    @("$protocols\Client", 'DisabledByDefault', 0)
  )
  foreach ($setting in $wanted) {
    if (Set-Value $setting[0] $setting[1] $setting[2]) {
      $changed.Add(('{0} = {1} in {2}' -f $setting[1], $setting[2], $setting[0]))
    }
  }
  if (Set-Policy) { $changed.Add('execution policy RemoteSigned') }

  $tls = $true
  foreach ($setting in $wanted) {
    if ((Read-Value $setting[0] $setting[1]) -ne $setting[2]) { $tls = $false }
  }
  [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12

  $internet = @()
  # An agent that hands over a list as an array leaves spaces between its items.
  foreach ($name in @($Hosts -split '[,\s]+' | Where-Object { $_ -ne '' })) {
    $internet += [ordered] @{ host = $name; reachable = [bool] (Test-Host $name $ProxyAddress) }
  }

  $system = Get-CimInstance -ClassName Win32_ComputerSystem
  $windows = Get-CimInstance -ClassName Win32_OperatingSystem
  $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
  $gib = [math]::Pow(1024, 3)
  $release = Read-Value 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full' 'Release'

  Write-Result ([ordered] @{
      osCaption       = $windows.Caption
      osBuild         = $windows.BuildNumber
      dotNetRelease   = [int] $release
      powerShell      = $PSVersionTable.PSVersion.ToString()
      executionPolicy = [string] (Get-ExecutionPolicy -Scope LocalMachine)
      tls12           = $tls
      memoryGiB       = [math]::Round($system.TotalPhysicalMemory / $gib, 1)
      diskGiB         = [math]::Round($disk.Size / $gib, 1)
      freeDiskGiB     = [math]::Round($disk.FreeSpace / $gib, 1)
      internet        = $internet
      changed         = $changed.ToArray()
    })
  exit 0
} catch {
  Write-Result ([ordered] @{ error = 'PrerequisitesUnknown'; message = $_.Exception.Message })
  exit 1
}
