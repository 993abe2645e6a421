import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { DeploymentInput, DeploymentResult } from '../roadmap/messages';
import type { Outcome } from '../roadmap/progress';
import { reduce } from '../roadmap/reducer';
import { checkWorksheet } from '../worksheet/check';
import { recording } from './proxies';
import { deploymentMessages, listen } from './messages';
import { installEntraConnect, synchronisationPhase } from './phases/entraConnect';
import { gatewayPhase } from './phases/gateway';
import { licensingPhase } from './phases/licensing';
import { networkPhase, onPremisesRoute } from './phases/network';
import { planPhase } from './phases/plan';
import { domainJoinPhase, nameResolutionPhase, proxyPhase, serverPhase } from './phases/server';
import type { Run } from './run';
import { now, openRun, record, tell } from './run';
import { step } from './steps';
import { hearVouched, proveRequester } from './vouching';

/** The whole roadmap: one workflow is one deployment. */
export async function deployDirectorySync(input: DeploymentInput): Promise<DeploymentResult> {
  const { worksheet, findings } = checkWorksheet(input.worksheet);
  const error = findings.find((finding) => finding.severity === 'error');
  if (error) throw ApplicationFailure.nonRetryable(`${error.path}: ${error.problem}`, 'WorksheetInvalid');

  // As of today: defaults of fields that are younger than the deployment are filled in.
  const run = openRun(
    { ...input, worksheet: worksheet! },
    workflowInfo().workflowId,
    workflowInfo().startTime,
  );
  listen(run);
  hearVouched(run, deploymentMessages);
  await proveRequester(run, input);
  let cancellation: unknown;
  try {
    await run.scope.run(() => roadmap(run));
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    cancellation = failure;
  }
  const cancelledFromOutside = cancellation !== undefined && run.ending === undefined;
  const outcome: Outcome = cancellation === undefined ? 'succeeded' : (run.ending ?? 'cancelled');
  await CancellationScope.nonCancellable(() => handOver(run, outcome));
  if (cancelledFromOutside) throw cancellation;
  return { outcome, users: run.progress.users };
}

/** What runs before, after and beside what. The numbers are those of the roadmap's steps. */
async function roadmap(run: Run): Promise<void> {
  await planPhase(run); // 0
  const route = onPremisesRoute(run); // 1
  const azure = async () => {
    await networkPhase(run); // 2
    await Promise.all([gatewayPhase(run, route), preparedServer(run)]); // 3 beside 4
  };
  await Promise.all([route, azure()]);
  await nameResolutionPhase(run); // 5
  await proxyPhase(run); // 6
  await domainJoinPhase(run); // 7
  if (!reachesInternetAlone(run)) await installEntraConnect(run); // 8
  await synchronisationPhase(run); // 8, 9
  await licensingPhase(run); // 10
}

/** What needs nothing of the site is prepared while the gateway is being built. */
async function preparedServer(run: Run): Promise<void> {
  await serverPhase(run);
  if (reachesInternetAlone(run)) await installEntraConnect(run);
}

/** A proxy is at the site; so is the way out of a network without one, unless the network is there already. */
function reachesInternetAlone({ worksheet: { proxy, virtualNetwork, connection } }: Run): boolean {
  return !proxy && (virtualNetwork.outbound === 'natGateway' || connection.kind === 'existing');
}

/** Step 11, for every outcome: the report says what was done and what is left. */
async function handOver(run: Run, outcome: Outcome): Promise<void> {
  const at = now();
  if (outcome !== 'succeeded') record(run, { type: 'finished', at, outcome });
  await step(run, 'report', async (subject) => {
    const evidence = {
      files: [`${run.worksheet.deployment}/report.json`, `${run.worksheet.deployment}/report.html`],
    };
    const done = reduce(run.progress, { type: 'stepDone', step: 'report', at: now(), evidence });
    const progress = reduce(done, { type: 'finished', at: now(), outcome });
    await recording.writeReport.executeWithOptions({ summary: `outcome ${outcome}` }, [
      { ...subject, progress },
    ]);
    return evidence;
  });
  if (outcome === 'succeeded') record(run, { type: 'finished', at: now(), outcome });
  const { licensed, synchronised, failed } = run.progress.users;
  tell(
    run,
    `${run.worksheet.deployment}: ${outcome}`,
    `${synchronised} users synchronised, ${licensed} licensed, ${failed.length} without a licence. \`npx dirsync report ${run.worksheet.deployment}\` writes the report.`,
  );
  await condition(() => run.notices.size === 0 && allHandlersFinished());
}
