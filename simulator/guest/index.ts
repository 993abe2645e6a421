import { minutes } from '../site/durations';
import type { GuestRun, MachineFacts, World } from '../world';
import { installEntraConnect } from './scripts/install-entra-connect';
import type { Script } from './scripts/script';
import { setProxy } from './scripts/set-proxy';
import { verifyMembership } from './scripts/verify-membership';
import { verifyPrerequisites } from './scripts/verify-prerequisites';
import { verifySynchronisation } from './scripts/verify-synchronisation';
import { guestOf } from './state';

const scripts: Record<string, Script> = {
  'set-proxy': setProxy,
  'verify-membership': verifyMembership,
  'verify-prerequisites': verifyPrerequisites,
  'install-entra-connect': installEntraConnect,
  'verify-synchronisation': verifySynchronisation,
};

const firstLine = /^\uFEFF?# dirsync guest script: (\S+)\s*$/;

/** Models the effect of one of the known scripts; it does not pretend to run PowerShell. */
export function runGuestScript(
  world: World,
  machine: MachineFacts,
  script: string,
  parameters: Record<string, string>,
): GuestRun {
  const name = firstLine.exec(script.split('\n', 1)[0] ?? '')?.[1];
  const known = name !== undefined && Object.hasOwn(scripts, name) ? scripts[name] : undefined;
  if (!known) {
    return {
      exitCode: 1,
      output: '',
      error: "the simulated server models only dirsync's guest scripts",
      minutes: minutes.script,
    };
  }
  const guest = guestOf(world, machine);
  const stillBooting = Math.max(0, guest.bootedAt - world.clock.now()) / world.clock.minutes(1);
  const { exitCode, result, minutes: takes } = known({ world, machine, guest, parameters });
  return {
    exitCode,
    output: `${JSON.stringify(result)}\n`,
    error: exitCode === 0 ? '' : String(result.message),
    minutes: takes + stillBooting,
  };
}
