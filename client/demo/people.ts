import type { GateId, Worksheet } from '../../worksheet/schema';
import type { Progress } from '../../roadmap/progress';
import { stepOf } from '../../roadmap/progress';
import type { Secrets } from '../dev/contoso';
import type { Staff } from '../dev/staff';

/** Who starts the demo; licensing must then be approved by somebody else. */
export const requester = 'pieter.vos@contoso.com';

/** Who approves a gate: the first of those who may and who did not start the deployment. */
export function approverOf(gate: GateId, worksheet: Worksheet): string {
  const approvers = worksheet.gates[gate]?.approvers ?? [];
  return approvers.find((name) => name !== requester) ?? requester;
}

interface Scene {
  worksheet: Worksheet;
  progress: Progress;
  secrets: Secrets;
  staff: Staff;
}

/** What people at the site do before a gate can be approved in good faith, and the line that tells it. */
export const sitework: Partial<Record<GateId, (scene: Scene) => Promise<string>>> = {
  async 'on-premises-route'({ worksheet, staff }) {
    await staff.addRoute(worksheet.virtualNetwork.addressSpace);
    await staff.openFirewall();
    return `routes ${worksheet.virtualNetwork.addressSpace} to the VPN device and opens ESP, UDP 500 and UDP 4500 on the firewall`;
  },
  async 'vpn-device'({ progress, secrets, staff }) {
    const peer = String(stepOf(progress, 'gateway-address').evidence.address);
    await staff.configureVpnDevice({ peer, sharedKey: secrets.vpnSharedKey });
    return `configures the VPN device with the peer ${peer} and the shared key`;
  },
  async 'entra-connect'({ worksheet, staff }) {
    await staff.runEntraConnectWizard(worksheet.server.name);
    return `goes through the Entra Connect wizard on ${worksheet.server.name} (express settings) and closes it`;
  },
};
