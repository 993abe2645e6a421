# dirsync guest script: install-entra-connect
# Lays down Entra Connect Sync; the configuration wizard is run by a person, which is all that Microsoft supports.
param(
  [string] $Source = '',
  [string] $Sha256 = '',
  [string] $MinimumVersion = '',
  [string] $ProxyAddress = ''
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
# The progress bar of Invoke-WebRequest slows a download down many times in PowerShell 5.1.
$ProgressPreference = 'SilentlyContinue'

function Write-Result([System.Collections.IDictionary] $Result) {
  Write-Output (ConvertTo-Json -InputObject $Result -Compress -Depth 4)
}

function Stop-With([string] $Code, [string] $Message) {
  $failure = New-Object System.InvalidOperationException($Message)
  $failure.Data['Code'] = $Code
  throw $failure
}

# [version] holds 2.6.92 for older than 2.6.92.0.
function ConvertTo-Version([string] $Text) {
  $parts = @($Text.Trim().Split('.')) + @('0', '0', '0')
  return [version] [string]::Join('.', $parts[0..3])
}

function Get-InstalledVersion {
  $roots = @(
    'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*',
    'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
  )
  $found = @(Get-ItemProperty -Path $roots -ErrorAction SilentlyContinue | Where-Object {
      $name = $_.PSObject.Properties['DisplayName']
      $null -ne $name -and $name.Value -match '^Microsoft (Azure AD|Entra) Connect( Sync)?$'
    })
  if ($found.Count -eq 0) { return $null }
  return (ConvertTo-Version $found[0].DisplayVersion)
}

# An MSI file has no version resource: its version is a row of its Property table.
function Get-PackageVersion([string] $Path) {
  $installer = New-Object -ComObject WindowsInstaller.Installer
  $database = $installer.GetType().InvokeMember('OpenDatabase', 'InvokeMethod', $null, $installer, @($Path, 0))
  $query = "SELECT Value FROM Property WHERE Property = 'ProductVersion'"
  $view = $database.GetType().InvokeMember('OpenView', 'InvokeMethod', $null, $database, @($query))
  [void] $view.GetType().InvokeMember('Execute', 'InvokeMethod', $null, $view, $null)
  $record = $view.GetType().InvokeMember('Fetch', 'InvokeMethod', $null, $view, $null)
  $text = $record.GetType().InvokeMember('StringData', 'GetProperty', $null, $record, @(1))
  [void] $view.GetType().InvokeMember('Close', 'InvokeMethod', $null, $view, $null)
  foreach ($object in @($record, $view, $database, $installer)) {
    [void] [System.Runtime.InteropServices.Marshal]::ReleaseComObject($object)
  }
  # Windows Installer holds the file until the wrappers are gone, and msiexec needs it next.
  [GC]::Collect()
  [GC]::WaitForPendingFinalizers()
  return (ConvertTo-Version $text)
}

function Test-Hash([string] $Path) {
  if (-not (Test-Path -LiteralPath $Path)) { return $false }
  return ((Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -eq $Sha256)
}

function Save-Package([string] $Path) {
  $request = @{ Uri = $Source; OutFile = $Path; UseBasicParsing = $true; TimeoutSec = 900 }
  if ($ProxyAddress -ne '') {
    $request['Proxy'] = $ProxyAddress
    $request['ProxyUseDefaultCredentials'] = $true
  }
  [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.SecurityProtocolType]::Tls12
  try {
    Invoke-WebRequest @request
  } catch {
    Stop-With 'DownloadFailed' $_.Exception.Message
  }
}

try {
  $minimum = ConvertTo-Version $MinimumVersion
  $origin = $null
  if ([Uri]::IsWellFormedUriString($Source, [UriKind]::Absolute)) { $origin = ([Uri] $Source).Host }
  if ($null -eq $origin) { Stop-With 'DownloadFailed' 'The installer source is not a URL.' }

  $installed = Get-InstalledVersion
  if ($null -ne $installed -and $installed -ge $minimum) {
    Write-Result ([ordered] @{
        version = $installed.ToString(); sha256 = $null; installed = $true; changed = $false; downloadedFrom = $null
      })
    exit 0
  }

  $folder = Join-Path $env:ProgramData 'dirsync'
  [void] (New-Item -ItemType Directory -Path $folder -Force)
  $package = Join-Path $folder 'AzureADConnect.msi'
  if (-not (Test-Hash $package)) {
    Save-Package $package
    if (-not (Test-Hash $package)) {
      $actual = (Get-FileHash -LiteralPath $package -Algorithm SHA256).Hash.ToLowerInvariant()
      Remove-Item -LiteralPath $package -Force
      Stop-With 'HashMismatch' "The file from $origin has the SHA-256 $actual."
    }
  }

  $version = Get-PackageVersion $package
  if ($version -lt $minimum) { Stop-With 'VersionTooOld' "The file from $origin is version $version." }

  $log = Join-Path $folder 'install.log'
  $arguments = @('/i', "`"$package`"", '/qn', '/norestart', '/l*v', "`"$log`"")
  $process = Start-Process -FilePath 'msiexec.exe' -ArgumentList $arguments -Wait -PassThru
  # 3010 and 1641: success, and a restart is wanted or has begun (Windows Installer error codes).
  if (@(0, 3010, 1641) -notcontains $process.ExitCode) {
    Stop-With 'InstallFailed' "msiexec ended with $($process.ExitCode); its log is $log on the server."
  }
  $installed = Get-InstalledVersion
  if ($null -eq $installed) {
    Stop-With 'InstallFailed' "msiexec reported success, but Entra Connect is not installed; its log is $log on the server."
  }

  Write-Result ([ordered] @{
      version        = $installed.ToString()
      sha256         = $Sha256.ToLowerInvariant()
      installed      = $true
      changed        = $true
      downloadedFrom = $origin
    })
  exit 0
} catch {
  $code = $_.Exception.Data['Code']
  if ($null -eq $code) { $code = 'InstallFailed' }
  Write-Result ([ordered] @{ error = $code; message = $_.Exception.Message })
  exit 1
}
