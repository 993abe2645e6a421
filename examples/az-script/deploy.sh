#!/usr/bin/env bash
# The roadmap in Azure by the Azure CLI alone, one step after another, up to the wizard of Entra Connect.
# Signed in already (az login), with the subscription chosen. Made for the Contoso worksheet beside it; each value
# can be given in the environment instead. Nothing is kept: a script that was stopped has to be looked after by hand.
set -euo pipefail

name=${DEPLOYMENT:-contoso-az}
group=${RESOURCE_GROUP:-rg-contoso-az}
location=${LOCATION:-westeurope}
network=${VIRTUAL_NETWORK:-vnet-contoso-az}
address_space=${ADDRESS_SPACE:-10.24.64.0/20}
gateway_prefix=${GATEWAY_PREFIX:-10.24.64.0/27}
server_subnet=${SERVER_SUBNET:-snet-dirsync}
server_prefix=${SERVER_PREFIX:-10.24.65.0/28}
device_address=${DEVICE_ADDRESS:-131.107.2.20}
read -ra local_prefixes <<<"${LOCAL_PREFIXES:-10.10.0.0/16 10.11.0.0/16}"
read -ra dns_servers <<<"${DNS_SERVERS:-10.10.0.4 10.10.0.5}"
server=${SERVER_NAME:-CONTOSO-SYNC01}
administrator=${ADMINISTRATOR:-syncadmin}
domain=${DOMAIN:-corp.contoso.com}
organizational_unit=${ORGANIZATIONAL_UNIT-OU=Servers,DC=corp,DC=contoso,DC=com}
join_account=${JOIN_ACCOUNT:-CORP\\svc-dirsync-join}
proxy=${PROXY-http://proxy.corp.contoso.com:8080}
proxy_bypass=${PROXY_BYPASS-*.corp.contoso.com}
installer=${INSTALLER:-https://downloads.contoso.example/AzureADConnect.msi}
installer_sha256=${INSTALLER_SHA256:-5d1f0c7a9b3e4826a1c5f7d90b2e6348c7a1f05e9d3b62847fa0c1e5d8b39627}
minimum_version=${MINIMUM_VERSION:-2.6.92.0}
scripts=$(dirname "$0")/../../activities/guest/scripts
poll_seconds=${POLL_SECONDS:-30}

: "${DIRSYNC_VPN_SHARED_KEY:?the IPsec key}" "${DIRSYNC_ADMIN_PASSWORD:?}" "${DIRSYNC_JOIN_PASSWORD:?}"

# Arguments show in the list of processes: secrets go by files that only this user can read.
umask 077
secrets=$(mktemp -d)
trap 'rm -rf "$secrets"' EXIT
printf %s "$DIRSYNC_VPN_SHARED_KEY" >"$secrets/key"
printf %s "$DIRSYNC_ADMIN_PASSWORD" >"$secrets/administrator"
printf '{"Password":"%s"}' "$DIRSYNC_JOIN_PASSWORD" >"$secrets/join.json"

step() { printf '%s\n' "$*"; }
in_group() { az "$@" --resource-group "$group" --output none --only-show-errors; }

# Runs one of the guest scripts on the server, and ends the deployment where the script fails.
on_server() {
  local script=$1
  shift
  in_group vm run-command create --vm-name "$server" --name "$script" --script "@$scripts/$script.ps1" --parameters "$@"
  local shown
  shown=$(az vm run-command show --resource-group "$group" --vm-name "$server" --name "$script" --instance-view \
    --query 'instanceView.[exitCode, output, error]' --output tsv)
  in_group vm run-command delete --vm-name "$server" --name "$script" --yes
  [ "${shown%%$'\n'*}" = 0 ] || { printf '%s\n' "$script: $shown" >&2; exit 1; }
}

step "1. Resource group $group"
az group create --name "$group" --location "$location" --output none

step "2. Virtual network $network"
in_group network nsg create --name "nsg-$name"
in_group network nsg rule create --nsg-name "nsg-$name" --name allow-rdp \
  --description 'Remote Desktop from the sources in the worksheet' --priority 300 --direction Inbound \
  --access Allow --protocol Tcp --source-address-prefixes "${local_prefixes[@]}" --source-port-ranges '*' \
  --destination-address-prefixes '*' --destination-port-ranges 3389
in_group network public-ip create --name "pip-nat-$name" --sku Standard --allocation-method Static
in_group network nat gateway create --name "ng-$name" --public-ip-addresses "pip-nat-$name" --idle-timeout 4
in_group network vnet create --name "$network" --address-prefixes "$address_space"
in_group network vnet subnet create --vnet-name "$network" --name GatewaySubnet --address-prefixes "$gateway_prefix"
in_group network vnet subnet create --vnet-name "$network" --name "$server_subnet" \
  --address-prefixes "$server_prefix" --network-security-group "nsg-$name" --nat-gateway "ng-$name" \
  --default-outbound-access false

step '3. VPN gateway: 30 to 45 minutes in Azure'
in_group network public-ip create --name "pip-vgw-$name" --sku Standard --allocation-method Static --zone 1 2 3
in_group network vnet-gateway create --name "vgw-$name" --vnet "$network" --public-ip-addresses "pip-vgw-$name" \
  --gateway-type Vpn --vpn-type RouteBased --sku VpnGw1AZ
in_group network local-gateway create --name "lgw-$name" --gateway-ip-address "$device_address" \
  --local-address-prefixes "${local_prefixes[@]}"
in_group network vpn-connection create --name "con-$name" --vnet-gateway1 "vgw-$name" \
  --local-gateway2 "lgw-$name" --shared-key "@$secrets/key" --routing-weight 0
peer=$(az network public-ip show --resource-group "$group" --name "pip-vgw-$name" --query ipAddress --output tsv)

step "4. For the network administrator: route $address_space to the VPN device, let IP protocol 50 and UDP 500 and"
step "   4500 through in both directions, and give the device the peer $peer and the shared key."
until [ "$(az network vpn-connection show --resource-group "$group" --name "con-$name" \
  --query connectionStatus --output tsv)" = Connected ]; do
  sleep "$poll_seconds"
done
step '   Connected'

step "5. Server $server"
in_group network nic create --name "nic-$name" --vnet-name "$network" --subnet "$server_subnet" \
  --dns-servers "${dns_servers[@]}"
in_group vm create --name "$server" --nics "nic-$name" --nic-delete-option Detach --size Standard_D2s_v5 \
  --image MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition:latest \
  --os-disk-name "osdisk-$name" --os-disk-caching ReadWrite --os-disk-delete-option Delete \
  --storage-sku StandardSSD_LRS --security-type TrustedLaunch --enable-secure-boot true --enable-vtpm true \
  --enable-agent true --enable-auto-update true --patch-mode AutomaticByOS \
  --admin-username "$administrator" --admin-password "@$secrets/administrator"
in_group vm boot-diagnostics enable --name "$server"

step "6. Domain $domain"
join_account=${join_account//\\/\\\\}
in_group vm extension set --vm-name "$server" --publisher Microsoft.Compute --name JsonADDomainExtension \
  --extension-instance-name join-domain --version 1.3 \
  --settings "{\"Name\":\"$domain\",\"User\":\"$join_account\",\"OUPath\":\"$organizational_unit\",\"Restart\":\"true\",\"Options\":\"3\"}" \
  --protected-settings "@$secrets/join.json"

step '7. Entra Connect on the server'
on_server verify-membership "Domain=$domain"
if [ -n "$proxy" ]; then on_server set-proxy "Address=$proxy" "Bypass=$proxy_bypass"; fi
on_server verify-prerequisites "ProxyAddress=$proxy"
on_server install-entra-connect "Source=$installer" "Sha256=$installer_sha256" "MinimumVersion=$minimum_version" \
  "ProxyAddress=$proxy"

step "8. By hand: the wizard of Entra Connect on $server, express settings; then locations and licences."

