import type { PayloadCodec } from '@temporalio/common';
import { readOutsideSettings } from '../activities/environment';
import { issuerOf } from '../activities/identity/issuer';
import { checkToken } from '../activities/identity/token';
import type { TokenCheck } from '../temporal/codecServer';
import { dataConverterFrom } from '../temporal/dataConverter';
import { readReference } from '../temporal/payloadKeys';
import { InputError } from './io';

export { untilInterrupted } from './dev/interrupt';
export { serveCodec, sharedToken } from '../temporal/codecServer';

/** undefined where nothing is encrypted. */
export const keysFor = (env: NodeJS.ProcessEnv): PayloadCodec | undefined =>
  dataConverterFrom(env)?.payloadCodecs?.[0];

const leastLength = 32;

export function readToken(reference: string, env: NodeJS.ProcessEnv): string {
  let token: string;
  try {
    token = readReference(reference, env).trim();
  } catch (error) {
    throw new InputError(`--token: must be env:NAME or file:/path: ${(error as Error).message}.`);
  }
  if (token.length >= leastLength) return token;
  throw new InputError(
    `--token: has ${token.length} characters, and ${leastLength} are the least. Make one with \`openssl rand -hex 32\`.`,
  );
}

/** The scope of the app registration that the Temporal UI asks for when it signs people in. */
const scope = 'decode';

export function entraTokens(
  served: { tenantId: string; clientId: string },
  env: NodeJS.ProcessEnv,
): TokenCheck {
  const { settings, problems } = readOutsideSettings({ ...env, DIRSYNC_CREDENTIAL: 'default' });
  if (!settings)
    throw new InputError(`The environment is not usable:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  return async (token) => {
    const verdict = await checkToken(token, await issuerOf({ cloud: 'public', ...served }, settings), scope);
    return 'refusal' in verdict ? verdict.refusal : undefined;
  };
}
