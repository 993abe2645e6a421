import { capabilityStatus, consumed, held } from '../graph/licensing/held';
import { tenantState } from '../graph/state';
import { guests, type GuestState } from '../guest/state';
import type { MachineFacts, World } from '../world';
import type { Account } from './directory';
import type { Facts } from './facts';
import { isMember } from './join';
import { controllerName, siteState } from './state';
import { tunnelStatus } from './tunnel';

/** All that the staff can see, without a key or password. */
export function siteView(world: World, facts: Facts) {
  const state = siteState(world);
  const { site } = world.options;
  return {
    domain: site.domain,
    netbiosName: site.netbiosName,
    upnSuffix: site.upnSuffix,
    prefixes: site.prefixes,
    vpnDevice: {
      publicAddress: site.vpnDevice.publicAddress,
      peer: state.vpnDevice.peer ?? null,
      keyConfigured: state.vpnDevice.keyDigest !== undefined,
    },
    firewall: { open: state.firewall.open },
    expressRoute: { provisioned: state.expressRoute.provisioned },
    routes: state.routes.map(({ prefix }) => prefix),
    links: state.links,
    proxy: site.proxy?.address ?? null,
    tunnels: facts.tunnelEnds().map((end) => ({
      connectionId: end.connectionId,
      kind: end.kind,
      gatewayAddress: end.gatewayAddress,
      deviceAddress: end.deviceAddress,
      addressSpace: end.addressSpace,
      localPrefixes: end.localPrefixes,
      ...tunnelStatus(world, end),
    })),
    dns: {
      servers: site.domainControllers.map((controller) => ({
        name: controllerName(world, controller),
        address: controller.address,
        answering: !state.dns.silent.includes(controller.address),
      })),
      records: Object.entries(state.dns.records).map(([name, { address }]) => ({ name, address })),
    },
    machines: facts.machines().map((machine) => machineView(world, machine)),
    directory: directoryView(world),
    installers: state.installers,
    tenant: {
      id: world.options.tenant.id,
      domains: tenantState(world).domains.map(({ id }) => id),
      onPremisesSyncEnabled: tenantState(world).organization.onPremisesSyncEnabled,
      onPremisesLastSyncDateTime: tenantState(world).organization.onPremisesLastSyncDateTime,
      users: tenantState(world).users.length,
      skus: skusView(world),
    },
  };
}

function machineView(world: World, machine: MachineFacts) {
  const guest: Partial<GuestState> = guests(world)[machine.id.toLowerCase()] ?? {};
  const { version, sync } = guest.entraConnect ?? {};
  return {
    id: machine.id,
    computerName: machine.computerName,
    privateAddress: machine.privateAddress,
    powerState: machine.powerState,
    dnsServers: machine.dnsServers,
    hasOutbound: machine.hasOutbound,
    domain: guest.domain ?? null,
    trusted: guest.domain !== undefined && isMember(world, machine),
    tls12: guest.tls12 ?? false,
    proxy: guest.proxy ?? null,
    entraConnect: version === undefined ? null : { version, synchronisation: sync ?? null },
  };
}

function directoryView(world: World) {
  const { directory } = siteState(world);
  const tenant = tenantState(world);
  const skuNames = new Map(tenant.skus.map(({ skuId, skuPartNumber }) => [skuId, skuPartNumber]));
  const synchronised = new Map(tenant.users.map((user) => [user.onPremisesSamAccountName, user]));
  return {
    machineAccountQuota: directory.machineAccountQuota,
    organizationalUnits: directory.organizationalUnits,
    accounts: directory.accounts.map(accountView),
    computers: directory.computers.map(({ name, createdBy, container }) => ({ name, createdBy, container })),
    groups: directory.groups.map(({ name, members }) => ({ name, members: members.length })),
    people: directory.people.map((person) => {
      const user = synchronised.get(person.samAccountName);
      return {
        displayName: person.displayName,
        userPrincipalName: person.userPrincipalName,
        department: person.department,
        enabled: person.enabled,
        inScope: person.inScope,
        synchronised: user !== undefined,
        provisioningErrors: user?.onPremisesProvisioningErrors ?? [],
        licenceConflict: tenant.licenceConflicts.includes(person.userPrincipalName.toLowerCase()),
        usageLocation: user?.usageLocation ?? null,
        licences: user ? held(user).length : 0,
        skus: (user ? held(user) : []).map(({ skuId }) => skuNames.get(skuId) ?? skuId),
      };
    }),
  };
}

export function accountView({ name, rights, locked, container }: Account) {
  return { name, rights, locked, container };
}

export function skusView(world: World) {
  const tenant = tenantState(world);
  return tenant.skus.map((sku) => ({
    skuPartNumber: sku.skuPartNumber,
    skuId: sku.skuId,
    enabled: sku.enabled,
    warning: sku.warning,
    suspended: sku.suspended,
    lockedOut: sku.lockedOut,
    capabilityStatus: capabilityStatus(sku),
    consumed: consumed(tenant, sku.skuId),
  }));
}
