import { ApplicationFailure } from '@temporalio/common';
import type { PreflightCheck } from '../../roadmap/plan';
import type { Problem } from '../../roadmap/problems';
import { passwordProblems, sharedKeyProblems } from '../../worksheet/passwords';
import type { Worksheet } from '../../worksheet/schema';
import type { SecretResolver } from './resolver';

interface SecretUse {
  id: string;
  title: string;
  reference: string;
  /** What is wrong with the value, in words that don't quote it. */
  problems: (value: string) => string[];
}

const anything = () => [];

/** Every secret that the worksheet refers to, and the rules that Azure has for it. */
export function secretUses(w: Worksheet): SecretUse[] {
  const uses: SecretUse[] = [
    {
      id: 'server-password',
      title: "Server administrator's password",
      reference: w.server.administrator.password,
      problems: (value) => passwordProblems(value, w.server.administrator.name),
    },
    {
      id: 'join-password',
      title: "Domain-join account's password",
      reference: w.domain.joinPassword,
      problems: anything,
    },
  ];
  if (w.connection.kind === 'vpn') {
    const { sharedKey } = w.connection;
    uses.push({
      id: 'shared-key',
      title: 'IPsec shared key',
      reference: sharedKey,
      problems: sharedKeyProblems,
    });
  }
  if (w.connection.kind === 'expressRoute' && w.connection.authorizationKey) {
    const reference = w.connection.authorizationKey;
    uses.push({
      id: 'circuit-authorisation',
      title: 'ExpressRoute authorisation key',
      reference,
      problems: anything,
    });
  }
  if (w.notify) {
    const reference = w.notify.webhook;
    uses.push({ id: 'webhook', title: 'Webhook for approvers', reference, problems: webhookProblems });
  }
  return uses;
}

export function webhookProblems(value: string): string[] {
  const https = URL.canParse(value) && new URL(value).protocol === 'https:';
  return https ? [] : ['is not an https address'];
}

/** Resolves each secret once and judges it; no value leaves this function. */
export async function secretChecks(w: Worksheet, resolve: SecretResolver): Promise<PreflightCheck[]> {
  return Promise.all(
    secretUses(w).map(async ({ id, title, reference, problems }) => {
      const check = { id: `secret-${id}`, title };
      try {
        const found = problems(await resolve(reference, w));
        if (found.length === 0) {
          return { ...check, result: 'passed' as const, finding: `${reference} is there and suitable` };
        }
        return {
          ...check,
          result: 'failed' as const,
          finding: `SecretUnsuitable: ${reference} ${found.join('; ')}`,
          remedy: 'Store another value where the reference points.',
        };
      } catch (error) {
        if (!(error instanceof ApplicationFailure)) throw error;
        const remedy = (error.details?.[0] as Problem | undefined)?.remedy;
        return { ...check, result: 'failed' as const, finding: error.message, remedy };
      }
    }),
  );
}
