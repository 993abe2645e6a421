import { fetch } from 'undici';
import { createAgent } from '../activities/agent';
import { readOutsideSettings } from '../activities/environment';
import { groupsOf } from '../roadmap/people';
import type { Statement } from '../roadmap/vouching';
import type { Worksheet } from '../worksheet/schema';
import { DirsyncError, Refused } from './errors';
import type { Io } from './io';
import { InputError } from './io';
import { personsToken } from './signIn';

/** What is said, to be vouched for; who says it is found out by signing in. */
export type Said = Pick<Statement, 'workflowId' | 'occasion' | 'name' | 'message'>;

/** Has a worker vouch that the person at this end says it; resolves to the voucher. */
export type Vouch = (worksheet: Worksheet, said: Said) => Promise<string>;

/** Where a worker on this machine listens. */
export const defaultVoucherUrl = 'https://localhost:8089';
const timeoutMs = 30_000;

/**
 * Signs the person in and changes the token for a voucher. Where the service is comes from this environment alone: whoever can write
 * to the Temporal namespace must not be able to say where tokens go.
 */
export function createVouch(io: Io): Vouch {
  return async (worksheet, said) => {
    const { settings, problems } = readOutsideSettings(io.env);
    if (!settings)
      throw new InputError(
        `The environment is not usable:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
      );
    const url = serviceUrl(io.env);
    const token = await personsToken(io, settings, worksheet).catch((error: Error) => {
      if (error instanceof InputError) throw error;
      throw new DirsyncError('SignInFailed', `Nobody signed in: ${error.message}`, { cause: error });
    });
    const dispatcher = createAgent(settings);
    try {
      const response = await fetch(`${url}/vouchers`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...said, groups: groupsOf(worksheet) }),
        signal: AbortSignal.timeout(timeoutMs),
        dispatcher,
      }).catch((error: Error & { cause?: Error }) => {
        const reason = error.cause?.message ?? error.message;
        const message = `No worker vouches at ${url} (${reason}). Set DIRSYNC_VOUCHER_URL to where one does, and DIRSYNC_CA_FILE where its certificate is by an authority of your own.`;
        throw new DirsyncError('NoVouching', message, { cause: error });
      });
      const answer = (await response.json()) as { voucher?: string; error?: { message: string } };
      if (response.ok && answer.voucher) return answer.voucher;
      const reason = answer.error?.message ?? `status ${response.status}`;
      if (response.status < 500) throw new Refused(reason);
      throw new DirsyncError('NoVouching', `The worker at ${url} can't vouch at the moment: ${reason}`);
    } finally {
      await dispatcher.close();
    }
  };
}

function serviceUrl(env: NodeJS.ProcessEnv): string {
  const url = env.DIRSYNC_VOUCHER_URL || defaultVoucherUrl;
  if (URL.canParse(url) && new URL(url).protocol === 'https:') return url.replace(/\/+$/, '');
  throw new InputError(`DIRSYNC_VOUCHER_URL is "${url}": it must be an https:// address.`);
}
