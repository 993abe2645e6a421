"""Azure SDK for Python against the simulator: every resource type of the roadmap, and errors as its own exceptions."""

import os
import time
import unittest

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

ARM = os.environ["SIMULATED_ARM"]
SUBSCRIPTION = os.environ["AZURE_SUBSCRIPTION_ID"]
GROUP, LOCATION = "rg-sdk", "westeurope"


def credential(secret=os.environ["AZURE_CLIENT_SECRET"]):
    return ClientSecretCredential(
        os.environ["AZURE_TENANT_ID"],
        os.environ["AZURE_CLIENT_ID"],
        secret,
        authority=os.environ["SIMULATED_AUTHORITY"],
        disable_instance_discovery=True,
    )


def client(kind, secret=os.environ["AZURE_CLIENT_SECRET"]):
    return kind(credential(secret), SUBSCRIPTION, base_url=ARM, credential_scopes=[f"{ARM}/.default"])


network = client(NetworkManagementClient)
compute = client(ComputeManagementClient)
resources = client(ResourceManagementClient)


def network_id(kind, name):
    return {"id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Network/{kind}/{name}"}


def placed(properties, **top):
    return {"location": LOCATION, **top, "properties": properties}


RULE = {
    "priority": 300,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "sourceAddressPrefixes": ["10.10.0.0/16"],
    "sourcePortRange": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "3389",
}
GATEWAY = {
    "gatewayType": "Vpn",
    "vpnType": "RouteBased",
    "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
    "ipConfigurations": [
        {
            "name": "default",
            "properties": {
                "subnet": network_id("virtualNetworks", "vnet/subnets/GatewaySubnet"),
                "publicIPAddress": network_id("publicIPAddresses", "pip-vgw"),
            },
        }
    ],
}
CONNECTION = {
    "connectionType": "IPsec",
    "virtualNetworkGateway1": network_id("virtualNetworkGateways", "vgw"),
    "localNetworkGateway2": network_id("localNetworkGateways", "lgw"),
    "sharedKey": "abcdefghijklmnopqrstuvwxyz012345",
}
INTERFACE = {
    "ipConfigurations": [
        {"name": "ipconfig1", "properties": {"subnet": network_id("virtualNetworks", "vnet/subnets/servers")}}
    ],
    "dnsSettings": {"dnsServers": ["10.10.0.4"]},
}
MACHINE = {
    "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
    "storageProfile": {
        "imageReference": {
            "publisher": "MicrosoftWindowsServer",
            "offer": "WindowsServer",
            "sku": "2022-datacenter-azure-edition",
            "version": "latest",
        },
        "osDisk": {"createOption": "FromImage", "managedDisk": {"storageAccountType": "StandardSSD_LRS"}},
    },
    "osProfile": {"computerName": "sdk1", "adminUsername": "syncadmin", "adminPassword": "Simulated-Pass42"},
    "networkProfile": {"networkInterfaces": [network_id("networkInterfaces", "nic")]},
}
STANDARD = {"sku": {"name": "Standard"}}
STATIC = {"publicIPAllocationMethod": "Static"}

# Operations of the client, name, body; in the order of their use.
TYPES = [
    (network.network_security_groups, "nsg", placed({"securityRules": [{"name": "rdp", "properties": RULE}]})),
    (network.public_ip_addresses, "pip-nat", placed(STATIC, **STANDARD)),
    (network.public_ip_addresses, "pip-vgw", placed(STATIC, **STANDARD, zones=["1", "2", "3"])),
    (
        network.nat_gateways,
        "nat",
        placed({"publicIpAddresses": [network_id("publicIPAddresses", "pip-nat")]}, **STANDARD),
    ),
    (
        network.virtual_networks,
        "vnet",
        placed(
            {
                "addressSpace": {"addressPrefixes": ["10.24.64.0/20"]},
                "subnets": [{"name": "GatewaySubnet", "properties": {"addressPrefix": "10.24.64.0/27"}}],
            }
        ),
    ),
    (
        network.subnets,
        "vnet/servers",
        {
            "properties": {
                "addressPrefix": "10.24.65.0/28",
                "networkSecurityGroup": network_id("networkSecurityGroups", "nsg"),
                "natGateway": network_id("natGateways", "nat"),
            }
        },
    ),
    (network.virtual_network_gateways, "vgw", placed(GATEWAY)),
    (
        network.local_network_gateways,
        "lgw",
        placed(
            {
                "gatewayIpAddress": "131.107.2.20",
                "localNetworkAddressSpace": {"addressPrefixes": ["10.10.0.0/16"]},
            }
        ),
    ),
    (network.virtual_network_gateway_connections, "con", placed(CONNECTION)),
    (network.network_interfaces, "nic", placed(INTERFACE)),
    (compute.virtual_machines, "sdk1", placed(MACHINE)),
    (
        compute.virtual_machine_run_commands,
        "sdk1/check",
        placed({"source": {"script": "# dirsync guest script: verify-prerequisites"}, "timeoutInSeconds": 120}),
    ),
]


class AzureSdk(unittest.TestCase):
    """In the order of the names: unittest sorts them."""

    def refused(self, code, status, call, *arguments):
        with self.assertRaises(HttpResponseError) as caught:
            result = call(*arguments)
            if hasattr(result, "result"):
                result.result()
        self.assertEqual(caught.exception.error.code, code)
        self.assertEqual(caught.exception.status_code, status)
        return caught.exception

    def test_01_group(self):
        made = resources.resource_groups.create_or_update(GROUP, {"location": LOCATION})
        self.assertEqual(made.properties.provisioning_state, "Succeeded")
        self.assertTrue(resources.resource_groups.check_existence(GROUP))
        self.assertFalse(resources.resource_groups.check_existence("rg-none"))
        tagged = resources.resource_groups.update(GROUP, {"tags": {"owner": "sdk"}})
        self.assertEqual(tagged.tags, {"owner": "sdk"})

    def test_02_create_read_list_update(self):
        for operations, name, body in TYPES:
            names = name.split("/")
            with self.subTest(name):
                made = operations.begin_create_or_update(GROUP, *names, body).result()
                self.assertEqual(made.provisioning_state, "Succeeded")
                if names[0] == "sdk1" and len(names) > 1:
                    read = operations.get_by_virtual_machine(GROUP, *names, expand="instanceView")
                    self.assertIn(read.instance_view.execution_state, ("Succeeded", "Failed"))
                    listed = operations.list_by_virtual_machine(GROUP, *names[:-1])
                else:
                    read = operations.get(GROUP, *names)
                    listed = operations.list(GROUP, *names[:-1])
                self.assertEqual(read.name, names[-1])
                self.assertIn(read.id, [one.id for one in listed])
                if len(names) == 1:
                    self.assertEqual(self.tag(operations, names[0]).tags, {"owner": "sdk"})

    def tag(self, operations, name):
        tags = {"tags": {"owner": "sdk"}}
        for verb in ("update_tags", "begin_update_tags", "begin_update"):
            if hasattr(operations, verb):
                result = getattr(operations, verb)(GROUP, name, tags)
                return result.result() if verb.startswith("begin") else result
        raise AssertionError(f"nothing updates {name}")

    def test_03_actions(self):
        key = network.virtual_network_gateway_connections.get_shared_key(GROUP, "con")
        self.assertEqual(key.value, CONNECTION["sharedKey"])
        view = compute.virtual_machines.instance_view(GROUP, "sdk1")
        self.assertIn("PowerState/running", [status.code for status in view.statuses])
        sizes = [sku.name for sku in compute.resource_skus.list(filter=f"location eq '{LOCATION}'")]
        self.assertIn("Standard_D2s_v5", sizes)
        listed = resources.resources.list_by_resource_group(GROUP)
        self.assertIn("Microsoft.Compute/virtualMachines", [one.type for one in listed])

    def test_04_errors(self):
        body = TYPES[0][2]
        self.refused("ResourceGroupNotFound", 404, network.network_security_groups.begin_create_or_update, "rg-none", "n", body)
        with self.assertRaises(ResourceNotFoundError):
            network.network_interfaces.get(GROUP, "none")
        with_nsg = {"addressPrefix": "10.24.64.0/27", "networkSecurityGroup": network_id("networkSecurityGroups", "nsg")}
        self.refused(
            "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
            400,
            network.subnets.begin_create_or_update,
            GROUP,
            "vnet",
            "GatewaySubnet",
            {"properties": with_nsg},
        )
        old = placed({**GATEWAY, "sku": {"name": "VpnGw1", "tier": "VpnGw1"}})
        begin = network.virtual_network_gateways.begin_create_or_update
        self.refused("NonAzSkusNotAllowedForVPNGateway", 400, begin, GROUP, "vgw", old)
        self.refused("InUseSubnetCannotBeDeleted", 400, network.virtual_networks.begin_delete, GROUP, "vnet")
        small = placed({**MACHINE, "hardwareProfile": {"vmSize": "Standard_A2"}})
        self.refused("SkuNotAvailable", 409, compute.virtual_machines.begin_create_or_update, GROUP, "sdk1", small)

    def test_05_failure_of_a_long_operation(self):
        """No route to a controller: the extension is taken, and fails in the end."""
        settings = {"Name": "corp.contoso.com", "User": "CORP\\svc-dirsync-join", "Restart": "true", "Options": "3"}
        extension = {
            "publisher": "Microsoft.Compute",
            "type": "JsonADDomainExtension",
            "typeHandlerVersion": "1.3",
            "settings": settings,
            "protectedSettings": {"Password": "Simulated-Pass42"},
        }
        poller = compute.virtual_machine_extensions.begin_create_or_update(GROUP, "sdk1", "join", placed(extension))
        with self.assertRaises(HttpResponseError) as caught:
            poller.result()
        self.assertEqual(caught.exception.error.code, "VMExtensionProvisioningError")
        self.assertIn("1355", caught.exception.message)
        failed = compute.virtual_machine_extensions.get(GROUP, "sdk1", "join")
        self.assertEqual(failed.provisioning_state, "Failed")
        compute.virtual_machine_extensions.begin_delete(GROUP, "sdk1", "join").result()

    def test_06_authentication(self):
        with self.assertRaises(ClientAuthenticationError) as caught:
            list(client(ResourceManagementClient, "wrong").resource_groups.list())
        self.assertIn("AADSTS7000215", caught.exception.message)

    def test_07_throttling(self):
        """429 with Retry-After: the pipeline waits as long as it was told and sends again."""
        fault = {
            "what": {"service": "arm", "operation": "write"},
            "how": {"kind": "error", "status": 429, "code": "SubscriptionRequestsThrottled", "headers": {"Retry-After": "2"}},
            "times": 1,
        }
        site(f"faults/throttled", fault)
        started = time.monotonic()
        tagged = network.network_security_groups.update_tags(GROUP, "nsg", {"tags": {"throttled": "once"}})
        self.assertEqual(tagged.tags, {"throttled": "once"})
        self.assertGreaterEqual(time.monotonic() - started, 2)
        site("faults/throttled", {**fault, "times": 9})
        unpatient = NetworkManagementClient(
            credential(), SUBSCRIPTION, base_url=ARM, credential_scopes=[f"{ARM}/.default"], retry_total=0
        )
        error = self.refused(
            "SubscriptionRequestsThrottled", 429, unpatient.network_security_groups.update_tags, GROUP, "nsg", {"tags": {}}
        )
        self.assertEqual(error.response.headers["Retry-After"], "2")
        site("faults/throttled", None, "DELETE")

    def test_08_delete(self):
        for operations, name, _ in reversed(TYPES):
            with self.subTest(name):
                names = name.split("/")
                operations.begin_delete(GROUP, *names).result()
                with self.assertRaises(ResourceNotFoundError):
                    getattr(operations, "get_by_virtual_machine", operations.get)(GROUP, *names)
        resources.resource_groups.begin_delete(GROUP).result()
        self.assertFalse(resources.resource_groups.check_existence(GROUP))


def site(path, body, method="PUT"):
    """The staff's API of the simulated site."""
    import requests

    url = f"{os.environ['SIMULATED_SITE']}/{path}"
    requests.request(method, url, json=body, timeout=10).raise_for_status()


if __name__ == "__main__":
    unittest.main(verbosity=2)
