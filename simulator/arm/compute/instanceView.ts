import type { World } from '../../world';
import { inFlight } from '../operations';
import type { Resource } from '../state';
import { childrenOf } from '../state';
import type { VirtualMachine } from './virtualMachineSchema';

const status = (code: string, displayStatus: string, time: string) => ({
  code,
  level: 'Info',
  displayStatus,
  time,
});

export function instanceView(world: World, machine: Resource<VirtualMachine>): object {
  const now = new Date(world.clock.now()).toISOString();
  if (machine.provisioningState === 'Creating') {
    return { statuses: [status('ProvisioningState/creating', 'Creating', now)] };
  }
  const extensions = childrenOf(world, machine.id).filter((one) => one.type.endsWith('/extensions'));
  // The domain join reboots the machine, and the agent is away for a while.
  const rebooting = extensions.some((one) => inFlight(world, one.id));
  const state = machine.provisioningState;
  return {
    computerName: machine.properties.osProfile.computerName,
    osName: 'Windows Server 2022 Datacenter Azure Edition',
    osVersion: '10.0.20348.4171',
    hyperVGeneration: 'V2',
    vmAgent: {
      vmAgentVersion: '2.7.41491.1176',
      statuses: [
        rebooting
          ? { ...status('ProvisioningState/Unavailable', 'Not Ready', now), level: 'Warning' }
          : status('ProvisioningState/succeeded', 'Ready', now),
      ],
    },
    ...(extensions.length > 0
      ? {
          extensions: extensions.map((one) => ({
            name: one.name,
            type: `${String(one.properties.publisher)}.${String(one.properties.type)}`,
            typeHandlerVersion: String(one.properties.typeHandlerVersion),
            statuses: [
              status(`ProvisioningState/${one.provisioningState.toLowerCase()}`, one.provisioningState, now),
            ],
          })),
        }
      : {}),
    statuses: [
      status(`ProvisioningState/${state.toLowerCase()}`, `Provisioning ${state.toLowerCase()}`, now),
      status('PowerState/running', 'VM running', now),
    ],
  };
}
