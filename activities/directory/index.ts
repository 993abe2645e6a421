import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import { trusted } from '../agent';
import type { DnsAnswer } from '../dns/ask';
import type { OutsideSettings } from '../environment';
import { problemOf } from '../failures';
import type { SecretResolver } from '../secrets/resolver';
import { tryJoinAccount, type BindOutcome } from './bind';
import { judgeBind, judgeReach } from './judge';
import { reachControllers, type Controller } from './reach';

export interface DirectoryDeps {
  worksheet: Worksheet;
  settings: OutsideSettings;
  resolveSecret: SecretResolver;
  /** What the Table D servers said. */
  answers: DnsAnswer[];
}

/**
 * For step 0, what a domain join fails of most often: controllers that can't be reached, and a join account that is
 * refused. Costs two seconds where nothing is to be reached.
 */
export async function directoryChecks(deps: DirectoryDeps): Promise<PreflightCheck[]> {
  const { worksheet, settings, answers } = deps;
  const controllers = await reachControllers(worksheet, settings, answers);
  return [judgeReach(worksheet, controllers), judgeBind(worksheet, await tryAccount(deps, controllers))];
}

async function tryAccount(deps: DirectoryDeps, controllers: Controller[]): Promise<BindOutcome> {
  const { worksheet, settings, resolveSecret } = deps;
  const { joinAccount, joinPassword, organizationalUnit } = worksheet.domain;
  if (controllers.every(({ open }) => open.length === 0)) {
    return { kind: 'notTried', why: 'no domain controller is reachable' };
  }
  let password: string;
  try {
    password = await resolveSecret(joinPassword, worksheet);
  } catch (error) {
    if (!problemOf(error)) throw error;
    return { kind: 'notTried', why: 'its password is not to be had (see the check of the secret)' };
  }
  const { ca } = settings.overrides;
  return tryJoinAccount(
    controllers,
    { account: joinAccount, password },
    { ca: ca ? trusted(ca) : undefined, unit: organizationalUnit },
  );
}
