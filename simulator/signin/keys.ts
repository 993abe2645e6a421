import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { World } from '../world';

export const keyId = 'simulated-1';

interface SignInState {
  privateKey: JsonWebKey;
}

function signInState(world: World): SignInState {
  const existing = world.state.signin as SignInState | undefined;
  if (existing) return existing;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const made: SignInState = { privateKey: privateKey.export({ format: 'jwk' }) };
  world.state.signin = made;
  world.changed();
  return made;
}

export function privateKey(world: World): KeyObject {
  return createPrivateKey({ key: signInState(world).privateKey, format: 'jwk' });
}

export function publicKey(world: World): KeyObject {
  return createPublicKey(privateKey(world));
}
