import type { GateId, Worksheet } from '../worksheet/schema';
import type { Addresses } from './addresses';
import type { Plan } from './plan';
import { teardownInstructions } from './teardownInstructions';
import type { TeardownPlan } from './teardown';
import { entraConnectInstructions, vpnDeviceInstructions } from './handwork';
import { listed, plural, usualTime } from './words';

export interface LicencePreviewLike {
  synchronised: number;
  selected: number;
  seats: { sku: string; needed: number; free: number }[];
  warnings: string[];
}

/** What the roadmap has learnt by the time that a gate opens. */
export interface GateFacts extends Addresses {
  plan?: Plan;
  preview?: LicencePreviewLike;
  teardown?: TeardownPlan;
}

/** Exactly what the person does before approving a gate, a line each. Pure; names references to secrets, never values. */
export function gateInstructions(gate: GateId, worksheet: Worksheet, facts: GateFacts): string[] {
  switch (gate) {
    case 'plan':
      return planInstructions(worksheet, facts.plan);
    case 'on-premises-route':
      return routeInstructions(worksheet, facts);
    case 'vpn-device':
      return vpnDeviceInstructions(worksheet, facts);
    case 'proxy':
      return proxyInstructions(worksheet, facts);
    case 'domain-join':
      return domainJoinInstructions(worksheet);
    case 'entra-connect':
      return entraConnectInstructions(worksheet, facts);
    case 'licensing':
      return licensingInstructions(worksheet, facts.preview);
    case 'teardown':
      return teardownInstructions(worksheet, facts.teardown);
  }
}

function planInstructions(w: Worksheet, plan: Plan | undefined): string[] {
  const where = `subscription ${w.azure.subscriptionId}, resource group ${w.azure.resourceGroup}, ${w.azure.location}`;
  const lines = [
    `Read what is going to happen in ${where}: \`npx dirsync status ${w.deployment}\` shows it all.`,
  ];
  if (plan) {
    const count = (action: string) => plan.resources.filter((resource) => resource.action === action).length;
    lines.push(
      `Of ${plural(plan.resources.length, 'resource')}, ${count('create')} to create, ${count('change')} to change, ${count('adopt')} to adopt, ${count('unchanged')} left alone; usually ${usualTime(plan.usualMinutes) || 'no time'} without waiting for people.`,
    );
    for (const check of plan.checks.filter(({ result }) => result !== 'passed')) {
      const remedy = check.remedy
        ? `${/[.!?]$/.test(check.finding) ? '' : '.'} What to do: ${check.remedy}`
        : '';
      lines.push(
        `${check.result === 'failed' ? 'Failed' : 'Warning'}: ${check.title}: ${check.finding}${remedy}`,
      );
    }
  }
  return [...lines, 'Approve to let Azure be changed. Rejecting ends the deployment with nothing made.'];
}

/** Ports: VPN Gateway FAQ (IPsec), Entra Connect "Hybrid identity required ports" (domain controllers). */
function routeInstructions(w: Worksheet, facts: GateFacts): string[] {
  const device = w.connection.kind === 'vpn' ? w.connection.deviceAddress : 'the edge of the network';
  const peer =
    facts.gatewayAddress ?? "the gateway's address (shown at the gate vpn-device once Azure has given it)";
  return [
    `Route ${w.virtualNetwork.addressSpace} on the on-premises network to the VPN device (public address ${device}).`,
    `On the firewall in front of the device, open IP protocol 50 (ESP), UDP 500 and UDP 4500 in both directions between ${device} and ${peer}.`,
    `Let ${w.subnets.server.prefix} reach the domain controllers on 53, 88, 135, 389, 445, 636, 3268 and 49152-65535, without address translation.`,
    'Approve when route and firewall are in place. Azure goes on building meanwhile.',
  ];
}

function proxyInstructions(w: Worksheet, facts: GateFacts): string[] {
  const server = facts.serverAddress ? `${w.server.name} (${facts.serverAddress})` : w.server.name;
  const bypass = w.proxy?.bypass.length ? `; not used for ${listed(w.proxy.bypass)}` : '';
  return [
    `The server ${server} is going to use the proxy ${w.proxy?.address} for everything, machine-wide (.NET and WinHTTP)${bypass}.`,
    `Let ${w.subnets.server.prefix} use the proxy without signing in, to ports 443 and 80 of the Microsoft Entra sign-in and synchronisation hosts (among them *.microsoftonline.com and secure.aadcdn.microsoftonline-p.com) and of their certificate revocation lists.`,
    'Leave those hosts out of TLS inspection.',
    'Approve when the proxy lets the server through.',
  ];
}

function domainJoinInstructions(w: Worksheet): string[] {
  const container = w.domain.organizationalUnit ?? 'the Computers container';
  return [
    `The server ${w.server.name} is going to join ${w.domain.name} in ${container}, and restarts.`,
    `Check that ${w.domain.joinAccount} may join a computer there; its password comes from ${w.domain.joinPassword}.`,
    `Check that no computer account ${w.server.name} exists that somebody else created: Windows refuses to reuse it.`,
    'Approve to let the server join.',
  ];
}

function licensingInstructions(w: Worksheet, preview: LicencePreviewLike | undefined): string[] {
  const rules = w.licensing.rules.map(
    (rule) =>
      `Rule "${rule.name}": usage location ${rule.usageLocation}, licences ${listed(rule.licences.map(({ sku }) => sku))}.`,
  );
  const lines = preview
    ? [
        `${plural(preview.synchronised, 'user')} synchronised; the rules select ${preview.selected}.`,
        ...rules,
        ...preview.seats.map(seatLine),
        ...preview.warnings.map((warning) => `Warning: ${warning}`),
      ]
    : rules;
  return [
    ...lines,
    'Approve to set usage locations and assign the licences. Users that get none end in the report with the reason; the rest go on.',
  ];
}

function seatLine({ sku, needed, free }: LicencePreviewLike['seats'][number]): string {
  const short = needed - free;
  const seats = `${sku}: ${plural(needed, 'seat')} needed, ${free} free`;
  return short > 0
    ? `${seats}: buy ${short} more, or ${plural(short, 'user')} will go without.`
    : `${seats}.`;
}
