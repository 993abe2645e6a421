import type { Progress } from '../../roadmap/progress';
import type { Worksheet } from '../../worksheet/schema';
import type { Secrets } from '../dev/contoso';
import type { Staff } from '../dev/staff';
import type { DirsyncClient } from '../index';
import { answerParked, decideGate } from './decide';
import { changedLines } from './lines';
import { approverOf, requester, sitework } from './people';

export interface Play {
  worksheet: Worksheet;
  dirsync: DirsyncClient;
  secrets: Secrets;
  staff: Staff;
  /** Approve every gate without asking. */
  yes: boolean;
  say: (line: string) => void;
  /** The plan, before its gate is decided. */
  showPlan: (progress: Progress) => void;
}

/** Follows the deployment to its end, plays the site's people, and decides or asks at each gate. */
export async function play(scene: Play): Promise<Progress> {
  const { worksheet, dirsync, say } = scene;
  const answered = new Set<string>();
  let last: Progress | undefined;
  for await (const progress of dirsync.watch(worksheet.deployment)) {
    for (const line of changedLines(last, progress)) say(line);
    last = progress;
    for (const gate of progress.gates.filter((one) => one.status === 'open')) {
      const opening = `${gate.id} ${gate.openedAt}`;
      if (answered.has(opening)) continue;
      answered.add(opening);
      if (gate.id === 'plan') scene.showPlan(progress);
      // Of the instructions for the plan, only the last says what the plan itself does not.
      for (const line of gate.instructions.slice(gate.id === 'plan' ? -1 : 0)) say(`    ${line}`);
      const by = approverOf(gate.id, worksheet);
      const done = await sitework[gate.id]?.({ ...scene, progress });
      if (done) say(`  ${by} ${done}`);
      say(`  ${by}: ${await decideGate(dirsync, worksheet.deployment, gate, by, scene.yes)}`);
    }
    for (const step of progress.steps.filter((one) => one.status === 'parked')) {
      const parking = `${step.id} ${step.attempts}`;
      if (answered.has(parking)) continue;
      answered.add(parking);
      if (scene.yes)
        throw new Error(`${step.title} needs a person: ${step.problem?.message} ${step.problem?.remedy}`);
      say(`  ${requester}: ${await answerParked(dirsync, worksheet.deployment, step, requester)}`);
    }
  }
  if (!last) throw new Error('The deployment could not be watched.');
  return last;
}
