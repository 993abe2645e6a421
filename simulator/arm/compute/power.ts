import type { World } from '../../world';
import { powerMinutes } from '../durations';
import { refuse } from '../errors';
import { inFlight } from '../operations';
import type { ActionCall, ActionAnswer } from '../resourceType';
import type { Resource } from '../state';
import { armState, key } from '../state';

export type Power = 'running' | 'stopped' | 'deallocated';
type PowerAction = keyof typeof powerMinutes;

export const powerOf = (world: World, machineId: string): Power =>
  armState(world).power?.[key(machineId)] ?? 'running';

/** What each action leads to, and what the instance view says on the way ("States and billing status of Azure Virtual Machines"). */
const actions: Record<PowerAction, { leadsTo: Power; onTheWay: string }> = {
  start: { leadsTo: 'running', onTheWay: 'starting' },
  restart: { leadsTo: 'running', onTheWay: 'running' },
  powerOff: { leadsTo: 'stopped', onTheWay: 'stopping' },
  deallocate: { leadsTo: 'deallocated', onTheWay: 'deallocating' },
};
const names = Object.keys(actions) as PowerAction[];
const nameIn = (action: string | undefined) => names.find((one) => `post ${one}`.toLowerCase() === action);

export const powerActions = Object.fromEntries(
  names.map((name) => [`post ${name}`.toLowerCase(), (call: ActionCall) => begin(name, call)]),
);

function begin(name: PowerAction, { world, resource }: ActionCall): ActionAnswer {
  const power = powerOf(world, resource.id);
  if (name === 'restart') checkRunning(world, resource.id);
  if (name === 'powerOff' && power === 'deallocated') {
    refuse(
      409,
      'OperationNotAllowed',
      `Operation 'powerOff' is not allowed on VM '${resource.name}' since the VM is either deallocated or marked to be deallocated.`,
    );
  }
  return { operation: { target: resource.id, minutes: powerMinutes[name] } };
}

/** "Common error messages when you manage virtual machines": OperationNotAllowed. */
export function checkRunning(
  world: World,
  machineId: string,
  message = 'The operation requires the VM to be running (or set to run).',
): void {
  if (powerOf(world, machineId) !== 'running') refuse(409, 'OperationNotAllowed', message);
}

export function powerActionEnded(world: World, machine: Resource<unknown>, action: string): void {
  const name = nameIn(action);
  if (!name) return;
  const { leadsTo } = actions[name];
  const power = (armState(world).power ??= {});
  if (leadsTo === 'running') delete power[key(machine.id)];
  else power[key(machine.id)] = leadsTo;
}

/** `PowerState/…`, also on the way. */
export function shownPower(world: World, machine: Resource<unknown>): string {
  const name = nameIn(inFlight(world, machine.id)?.action);
  return name ? actions[name].onTheWay : powerOf(world, machine.id);
}
