# dirsync guest script: verify-synchronisation
# Reads what the wizard left behind: scheduler, last runs, password hash synchronisation and the accounts. Changes nothing.
# Source: Entra Connect scheduler; ADSync PowerShell reference; Entra Connect accounts and permissions.
param()
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Write-Result([System.Collections.IDictionary] $Result) {
  Write-Output (ConvertTo-Json -InputObject $Result -Compress -Depth 4)
}

function Get-NotConfigured([string] $Account) {
  return [ordered] @{
    configured               = $false
    schedulerEnabled         = $false
    suspended                = $false
    staging                  = $false
    syncCycleInterval        = $null
    nextCycle                = $null
    lastRuns                 = @()
    passwordHashSync         = $false
    connectorAccount         = $null
    connectorAccountLocation = $null
    serviceAccount           = $Account
    version                  = $null
  }
}

function Get-LastRuns {
  $latest = @{}
  $runs = @(Get-ADSyncRunProfileResult -NumberRequested 40 | Where-Object { $null -ne $_.EndDate })
  foreach ($run in ($runs | Sort-Object -Property EndDate)) {
    $latest[('{0}|{1}' -f $run.ConnectorName, $run.RunProfileName)] = $run
  }
  # The output of a run command is cut to its last 4 kilobytes.
  $newest = @($latest.Values | Sort-Object -Property EndDate -Descending | Select-Object -First 8)
  foreach ($run in $newest) {
    [ordered] @{
      connector = $run.ConnectorName
      profile   = $run.RunProfileName
      result    = [string] $run.Result
      finished  = $run.EndDate.ToUniversalTime().ToString('o')
    }
  }
}

# The account lies in the forest's root domain, so the whole forest is searched (global catalogue).
function Get-AccountLocation([string] $Forest, [string] $Name) {
  try {
    $root = New-Object System.DirectoryServices.DirectoryEntry("GC://$Forest")
    $searcher = New-Object System.DirectoryServices.DirectorySearcher($root, "(sAMAccountName=$Name)")
    $found = $searcher.FindOne()
    if ($null -eq $found) { return $null }
    return [string] $found.Properties['distinguishedname'][0]
  } catch {
    # Where the account lies is worth knowing, but no reason to call synchronisation broken.
    return $null
  }
}

try {
  $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='ADSync'"
  if ($null -eq $service) {
    Write-Result (Get-NotConfigured $null)
    exit 0
  }
  $module = Join-Path $env:ProgramFiles 'Microsoft Azure AD Sync\Bin\ADSync'
  if (-not (Test-Path -LiteralPath $module) -or $service.State -ne 'Running') {
    Write-Result (Get-NotConfigured $service.StartName)
    exit 0
  }
  Import-Module -Name $module

  $connectors = @(Get-ADSyncConnector)
  $directory = @($connectors | Where-Object { [string] $_.Type -eq 'AD' })
  $tenant = @($connectors | Where-Object { [string] $_.Type -eq 'Extensible2' })
  if ($directory.Count -eq 0 -or $tenant.Count -eq 0) {
    Write-Result (Get-NotConfigured $service.StartName)
    exit 0
  }

  $scheduler = Get-ADSyncScheduler
  $passwords = Get-ADSyncAADPasswordSyncConfiguration -SourceConnector $directory[0].Name
  $login = $directory[0].ConnectivityParameters
  $account = [string] $login['forest-login-user'].Value
  $accountDomain = [string] $login['forest-login-domain'].Value
  $forest = [string] $login['forest-name'].Value
  $settings = (Get-ADSyncGlobalSettings).Parameters
  $version = $settings['Microsoft.Synchronize.ServerConfigurationVersion']

  Write-Result ([ordered] @{
      configured               = $true
      schedulerEnabled         = [bool] $scheduler.SyncCycleEnabled
      suspended                = [bool] $scheduler.SchedulerSuspended
      staging                  = [bool] $scheduler.StagingModeEnabled
      syncCycleInterval        = $scheduler.CurrentlyEffectiveSyncCycleInterval.ToString()
      nextCycle                = $scheduler.NextSyncCycleStartTimeInUTC.ToString('o')
      lastRuns                 = @(Get-LastRuns)
      passwordHashSync         = ($null -ne $passwords -and [bool] $passwords.Enabled)
      connectorAccount         = "$accountDomain\$account"
      connectorAccountLocation = (Get-AccountLocation $forest $account)
      serviceAccount           = $service.StartName
      version                  = [string] $version.Value
    })
  exit 0
} catch {
  Write-Result ([ordered] @{ error = 'SynchronisationUnknown'; message = $_.Exception.Message })
  exit 1
}
