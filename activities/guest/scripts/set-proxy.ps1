# dirsync guest script: set-proxy
# Entra Connect's services run without a user: they read the machine-wide .NET proxy (machine.config), and Windows
# components read WinHTTP's. Source: Entra Connect prerequisites, "Connectivity".
param(
  [string] $Address = '',
  [string] $Bypass = ''
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Write-Result([System.Collections.IDictionary] $Result) {
  Write-Output (ConvertTo-Json -InputObject $Result -Compress -Depth 4)
}

# WinHTTP takes wildcards; the .NET bypass list takes regular expressions, which are held against scheme://host[:port]
# (System.Net.WebProxy.BypassList).
function ConvertTo-Pattern([string] $Wildcard) {
  '^[a-z]+://' + [regex]::Escape($Wildcard).Replace('\*', '.*') + '(:[0-9]+)?$'
}

function Set-MachineProxy([string] $Path, [string] $Proxy, [string[]] $Patterns) {
  $document = New-Object System.Xml.XmlDocument
  $document.PreserveWhitespace = $true
  $document.Load($Path)
  $before = $document.OuterXml

  $network = $document.SelectSingleNode('/configuration/system.net')
  if ($null -eq $network) {
    $network = $document.DocumentElement.AppendChild($document.CreateElement('system.net'))
  }
  $old = $network.SelectSingleNode('defaultProxy')
  if ($null -ne $old) { [void] $network.RemoveChild($old) }

  $default = $network.AppendChild($document.CreateElement('defaultProxy'))
  $default.SetAttribute('enabled', 'true')
  $default.SetAttribute('useDefaultCredentials', 'true')
  $element = $default.AppendChild($document.CreateElement('proxy'))
  $element.SetAttribute('usesystemdefault', 'true')
  $element.SetAttribute('proxyaddress', $Proxy)
  $element.SetAttribute('bypassonlocal', 'true')
  if ($Patterns.Count -gt 0) {
    $list = $default.AppendChild($document.CreateElement('bypasslist'))
    foreach ($pattern in $Patterns) {
      $list.AppendChild($document.CreateElement('add')).SetAttribute('address', $pattern)
    }
  }

  if ($document.OuterXml -ceq $before) { return $false }
  $backup = "$Path.before-dirsync"
  if (-not (Test-Path -LiteralPath $backup)) { Copy-Item -LiteralPath $Path -Destination $backup }
  $document.Save($Path)
  return $true
}

function Set-WinHttpProxy([string] $Server, [string[]] $Exceptions) {
  $list = [string]::Join(';', $Exceptions)
  $before = [string]::Join("`n", @(& netsh.exe winhttp show proxy))
  if ($list -eq '') {
    $said = & netsh.exe winhttp set proxy "proxy-server=$Server"
  } else {
    $said = & netsh.exe winhttp set proxy "proxy-server=$Server" "bypass-list=$list"
  }
  if ($LASTEXITCODE -ne 0) { throw "netsh winhttp set proxy ended with $LASTEXITCODE`: $said" }
  # What netsh shows is in the language of the system, so it is compared with itself and not read.
  return ([string]::Join("`n", @(& netsh.exe winhttp show proxy)) -cne $before)
}

try {
  $uri = $null
  if (-not [Uri]::TryCreate($Address, [UriKind]::Absolute, [ref] $uri)) {
    throw 'The proxy address is not a URL such as http://proxy.corp.example:8080.'
  }
  # An agent that hands over a list as an array leaves spaces between its items.
  $exceptions = [string[]] @($Bypass -split '[,;\s]+' | Where-Object { $_ -ne '' })
  # <local> is WinHTTP's; .NET has bypassonlocal.
  $patterns = [string[]] @($exceptions | Where-Object { $_ -ne '<local>' } | ForEach-Object { ConvertTo-Pattern $_ })

  $config = Join-Path $env:windir 'Microsoft.NET\Framework64\v4.0.30319\Config\machine.config'
  $machineChanged = Set-MachineProxy $config $Address $patterns
  $winHttpChanged = Set-WinHttpProxy ('{0}:{1}' -f $uri.Host, $uri.Port) $exceptions
  $changed = $machineChanged -or $winHttpChanged

  $service = Get-Service -Name ADSync -ErrorAction SilentlyContinue
  if ($changed -and $null -ne $service) { Restart-Service -Name ADSync -Force }

  Write-Result ([ordered] @{
      proxy         = $Address
      bypass        = $exceptions
      machineConfig = $true
      winHttp       = $true
      changed       = $changed
    })
  exit 0
} catch {
  Write-Result ([ordered] @{ error = 'ProxyNotSet'; message = $_.Exception.Message })
  exit 1
}
