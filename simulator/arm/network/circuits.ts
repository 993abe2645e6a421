import { randomUUID } from 'node:crypto';
import type { World } from '../../world';
import { lastName } from '../path';
import { armState, key } from '../state';
import { networkType } from './shared';

/** Puts a provisioned circuit into the subscription, as a provider would have. */
export function seedCircuit(world: World, circuit: { id: string; location: string }): void {
  armState(world).resources[key(circuit.id)] = {
    id: circuit.id,
    name: lastName(circuit.id),
    type: networkType('expressRouteCircuits'),
    location: circuit.location,
    top: { sku: { name: 'Standard_MeteredData', tier: 'Standard', family: 'MeteredData' } },
    properties: {
      allowClassicOperations: false,
      circuitProvisioningState: 'Enabled',
      serviceProviderProvisioningState: 'Provisioned',
      serviceProviderProperties: {
        serviceProviderName: 'Simulated provider',
        peeringLocation: 'Amsterdam',
        bandwidthInMbps: 50,
      },
      peerings: [],
      authorizations: [],
    },
    provisioningState: 'Succeeded',
    etag: randomUUID(),
    asked: '',
  };
  world.changed();
}
