import type { World } from '../../world';
import type { ArmErrorBody } from '../errors';
import { inFlight } from '../operations';
import type { Resource } from '../state';
import { armState, childrenOf } from '../state';
import { shownPower } from './power';
import type { VirtualMachine } from './virtualMachineSchema';

const status = (code: string, displayStatus: string, time: string, level = 'Info', message?: string) => ({
  code,
  level,
  displayStatus,
  ...(message === undefined ? {} : { message }),
  time,
});

export function instanceView(world: World, machine: Resource<VirtualMachine>): object {
  const now = new Date(world.clock.now()).toISOString();
  if (machine.provisioningState === 'Creating') {
    return { statuses: [status('ProvisioningState/creating', 'Creating', now)] };
  }
  const { osProfile, storageProfile, diagnosticsProfile } = machine.properties;
  const extensions = childrenOf(world, machine.id).filter((one) => one.type.endsWith('/extensions'));
  const power = shownPower(world, machine);
  const state = machine.provisioningState;
  const ready = status('ProvisioningState/succeeded', 'Succeeded', now);
  return {
    ...(power === 'running'
      ? {
          computerName: osProfile.computerName,
          osName: 'Windows Server 2022 Datacenter Azure Edition',
          osVersion: '10.0.20348.4171',
          hyperVGeneration: 'V2',
        }
      : {}),
    vmAgent: agent(world, power, extensions, now),
    disks: [
      { name: storageProfile.osDisk.name, statuses: [{ ...ready, displayStatus: 'Provisioning succeeded' }] },
    ],
    ...(diagnosticsProfile?.bootDiagnostics?.enabled ? { bootDiagnostics: {} } : {}),
    ...(extensions.length > 0 ? { extensions: extensions.map((one) => extensionView(world, one, now)) } : {}),
    statuses: [
      status(`ProvisioningState/${state.toLowerCase()}`, `Provisioning ${state.toLowerCase()}`, now),
      status(`PowerState/${power}`, `VM ${power}`, now),
    ],
  };
}

function agent(world: World, power: string, extensions: Resource[], now: string): object {
  // The domain join reboots the machine, and the agent is away for a while.
  const away = power !== 'running' || extensions.some((one) => inFlight(world, one.id));
  return {
    vmAgentVersion: power === 'running' ? '2.7.41491.1176' : 'Unknown',
    statuses: [
      away
        ? status(
            'ProvisioningState/Unavailable',
            'Not Ready',
            now,
            'Warning',
            'VM status blob is found but not yet populated.',
          )
        : status('ProvisioningState/succeeded', 'Ready', now),
    ],
  };
}

/** An extension as the machine's view has it, and, under `instanceView`, as its own. */
export function extensionView(world: World, extension: Resource, now: string): object {
  const { name, provisioningState: state, properties } = extension;
  const error = armState(world).operations[extension.operation ?? '']?.error;
  return {
    name,
    type: `${String(properties.publisher)}.${String(properties.type)}`,
    typeHandlerVersion: String(properties.typeHandlerVersion),
    statuses: [state === 'Failed' ? failedStatus(error, now) : extensionStatus(state, now)],
  };
}

function extensionStatus(state: string, now: string) {
  const word = state === 'Succeeded' ? 'succeeded' : 'transitioning';
  return status(
    `ProvisioningState/${word}`,
    word === 'succeeded' ? 'Provisioning succeeded' : 'Transitioning',
    now,
  );
}

const failedStatus = (error: ArmErrorBody | undefined, now: string) =>
  status('ProvisioningState/failed/1', 'Provisioning failed', now, 'Error', error?.message);
