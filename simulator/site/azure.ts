import { machines, tunnelEnds } from '../arm/facts';
import type { World } from '../world';
import type { Facts } from './facts';

export function azureFacts(world: World): Facts {
  return { machines: () => machines(world), tunnelEnds: () => tunnelEnds(world) };
}
