import type { World } from '../world';
import type { Answer } from './answers';
import { versionsOf } from './apiVersions';
import { providerRegistration } from './durations';
import { refuse } from './errors';
import { locationNames } from './locations';
import { armState } from './state';
import { resourceTypes } from './types';

/** Providers that this subscription could register; those without types here are only listed. */
const namespaces = [
  'Microsoft.Authorization',
  'Microsoft.Compute',
  'Microsoft.KeyVault',
  'Microsoft.Network',
  'Microsoft.Resources',
];

/** Registered in every subscription. */
const always = ['microsoft.authorization', 'microsoft.resources'];

type RegistrationState = 'Registered' | 'Registering' | 'NotRegistered';

export function registrationState(world: World, namespace: string): RegistrationState {
  const name = namespace.toLowerCase();
  if (always.includes(name)) return 'Registered';
  const at = armState(world).providers[name];
  if (at === undefined) return 'NotRegistered';
  return at <= world.clock.now() ? 'Registered' : 'Registering';
}

export function checkRegistered(world: World, namespace: string): void {
  if (registrationState(world, namespace) === 'Registered') return;
  refuse(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}

export function listProviders(world: World): Answer {
  return { status: 200, body: { value: namespaces.map((one) => provider(world, one)) } };
}

export function getProvider(world: World, namespace: string): Answer {
  return { status: 200, body: provider(world, known(namespace)) };
}

/** Answers at once; the registration itself takes its time. */
export function registerProvider(world: World, namespace: string): Answer {
  const name = known(namespace);
  if (registrationState(world, name) === 'NotRegistered') {
    armState(world).providers[name.toLowerCase()] =
      world.clock.now() + world.clock.minutes(providerRegistration);
    world.changed();
  }
  return { status: 200, body: provider(world, name) };
}

function known(namespace: string): string {
  const found = namespaces.find((one) => one.toLowerCase() === namespace.toLowerCase());
  if (!found) {
    refuse(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
  }
  return found;
}

function provider(world: World, namespace: string): object {
  return {
    id: `/subscriptions/${world.options.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: always.includes(namespace.toLowerCase())
      ? 'RegistrationFree'
      : 'RegistrationRequired',
    registrationState: registrationState(world, namespace),
    resourceTypes: resourceTypes()
      .filter(({ type }) => type.startsWith(`${namespace}/`))
      .map(({ type }) => type.slice(namespace.length + 1))
      .map((resourceType) => ({
        resourceType,
        locations: locationNames,
        apiVersions: versionsOf(namespace, resourceType) ?? [],
      })),
  };
}
