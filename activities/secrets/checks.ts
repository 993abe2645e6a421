import type { PreflightCheck } from '../../roadmap/plan';
import { passwordProblems, sharedKeyAdvice, sharedKeyProblems } from '../../worksheet/passwords';
import type { Worksheet } from '../../worksheet/schema';
import { problemOf } from '../failures';
import { failed, passed, warning } from '../preflight/checks';
import type { SecretResolver } from './resolver';

interface SecretUse {
  id: string;
  title: string;
  reference: string;
  /** What is wrong with the value, in words that don't quote it. */
  problems: (value: string) => string[];
  /** True where it is made when it is first needed. */
  made?: boolean;
  /** What is unwise in it but works. */
  advice?: (value: string) => string[];
}

const anything = () => [];

/** Every secret that the worksheet refers to, and the rules that Azure has for it. */
function secretUses(w: Worksheet): SecretUse[] {
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
    const { sharedKey, generateSharedKey } = w.connection;
    uses.push({
      id: 'shared-key',
      title: 'IPsec shared key',
      reference: sharedKey,
      made: generateSharedKey,
      problems: sharedKeyProblems,
      advice: sharedKeyAdvice,
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

/** What is wrong with the address of a webhook, in sentences that don't hold it. */
export function webhookProblems(value: string): string[] {
  const https = URL.canParse(value) && new URL(value).protocol === 'https:';
  return https ? [] : ['The webhook is not an https address.'];
}

/** Resolves each secret once and judges it; no value leaves this function. */
export async function secretChecks(w: Worksheet, resolve: SecretResolver): Promise<PreflightCheck[]> {
  return Promise.all(
    secretUses(w).map(async ({ id, title, reference, made, problems, advice }) => {
      const check = { id: `secret-${id}`, title };
      const remedy = 'Store another value where the reference points.';
      let absent = false;
      const noteAbsence = () => {
        absent = true;
        return undefined;
      };
      try {
        const value = await resolve(reference, w, noteAbsence);
        const wrong = problems(value);
        const unwise = advice?.(value) ?? [];
        if (wrong.length > 0) {
          return failed(check, `${reference}: ${wrong.join(' ')}`, remedy);
        }
        if (unwise.length > 0) {
          return warning(check, `${reference}: ${unwise.join(' ')}`, remedy);
        }
        return passed(check, `${reference} is there and suitable`);
      } catch (error) {
        const found = problemOf(error);
        if (!found) throw error;
        if (absent && made)
          return passed(
            check,
            `${reference} is not there yet: dirsync makes a key and puts it there with the connection`,
          );
        return failed(check, found.message, found.remedy);
      }
    }),
  );
}
