import { select } from '@inquirer/prompts';
import type { DirsyncClient } from '../index';
import { Refused } from '../index';
import type { Receipt } from '../../roadmap/messages';
import type { GateProgress, StepProgress } from '../../roadmap/progress';
import { stepDefinition } from '../../roadmap/steps';

/** At a gate: approve or reject, as the person says, or approve at once with `--yes`. */
export async function decideGate(
  dirsync: DirsyncClient,
  deployment: string,
  gate: GateProgress,
  by: string,
  yes: boolean,
): Promise<string> {
  const decision = yes
    ? 'approve'
    : await select({
        message: `${gate.id}: what does ${by} say?`,
        choices: [
          { name: 'approve', value: 'approve' as const },
          { name: 'reject', value: 'reject' as const },
        ],
      });
  const comment = yes ? 'approved by the demo (--yes)' : 'decided in the demo';
  return answered(dirsync.decide({ deployment, gate: gate.id, decision, by, comment }), yes);
}

/** What came of it. Somebody may have answered elsewhere, e.g. in the Temporal UI, while the question stood here. */
async function answered(saying: Promise<Receipt>, mustCount: boolean): Promise<string> {
  try {
    return (await saying).message;
  } catch (error) {
    if (mustCount || !(error instanceof Refused)) throw error;
    return error.message;
  }
}

/** At a parked step: what the person wants to do about it. */
export async function answerParked(
  dirsync: DirsyncClient,
  deployment: string,
  step: StepProgress,
  by: string,
): Promise<string> {
  const answer = await select({
    message: `${step.title}: what now?`,
    choices: [
      { name: 'retry', value: 'retry' as const },
      ...(stepDefinition(step.id).skippable ? [{ name: 'skip', value: 'skip' as const }] : []),
      { name: 'abandon the deployment', value: 'abandon' as const },
    ],
  });
  const comment = 'decided in the demo';
  const saying = {
    retry: () => dirsync.retryStep({ deployment, step: step.id, by, comment }),
    skip: () => dirsync.skipStep({ deployment, step: step.id, by, comment }),
    abandon: () => dirsync.abandon({ deployment, by, comment }),
  }[answer];
  return answered(saying(), false);
}
