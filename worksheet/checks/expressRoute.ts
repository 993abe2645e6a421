import type { Draft, Found } from '../finding';
import { error, warning } from '../finding';

const circuitForm =
  /^\/subscriptions\/([0-9a-f-]{36})\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/expressRouteCircuits\/[^/]+$/i;

/** The circuit is given by its ARM id; one of another subscription needs its owner's authorisation (ExpressRoute documentation). */
export function checkExpressRoute({ azure, connection }: Draft): Found[] {
  if (connection?.kind !== 'expressRoute' || connection.circuitId === undefined) return [];
  const path = ['connection', 'circuitId'];
  const subscription = circuitForm.exec(connection.circuitId)?.[1];
  if (subscription === undefined) {
    const form =
      '/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/expressRouteCircuits/<name>';
    const problem = 'is not the resource id of an ExpressRoute circuit';
    return [
      error({ path, rule: 'circuit-id', problem, remedy: `Copy it from the circuit's properties: ${form}.` }),
    ];
  }
  const elsewhere =
    azure?.subscriptionId && subscription.toLowerCase() !== azure.subscriptionId.toLowerCase();
  if (!elsewhere || connection.authorizationKey !== undefined) return [];
  return [
    warning({
      path,
      rule: 'circuit-authorization',
      problem: 'the circuit belongs to another subscription, and there is no authorizationKey',
      remedy: "Ask the circuit's owner for an authorisation and add a reference to its key.",
    }),
  ];
}
