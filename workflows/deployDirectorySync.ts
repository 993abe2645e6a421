import { ApplicationFailure } from '@temporalio/workflow';
import type { DeploymentInput, DeploymentResult } from '../roadmap/messages';
import { deployName } from '../roadmap/vouching';
import { checkWorksheet } from '../worksheet/check';
import { carryOut } from './handOver';
import { deploymentMessages, listen } from './messages';
import { installEntraConnect, synchronisationPhase } from './phases/entraConnect';
import { gatewayPhase } from './phases/gateway';
import { licensingPhase } from './phases/licensing';
import { networkPhase, onPremisesRoute } from './phases/network';
import { planPhase } from './phases/plan';
import { domainJoinPhase, nameResolutionPhase, proxyPhase, serverPhase } from './phases/server';
import type { Run } from './run';
import { openRun } from './run';
import { hearVouched, proveRequester } from './vouching';

/** The whole roadmap: one workflow is one deployment. */
export async function deployDirectorySync(input: DeploymentInput): Promise<DeploymentResult> {
  const { worksheet, findings } = checkWorksheet(input.worksheet);
  const error = findings.find((finding) => finding.severity === 'error');
  if (error) throw ApplicationFailure.nonRetryable(`${error.path}: ${error.problem}`, 'WorksheetInvalid');

  // As of today: defaults of fields that are younger than the deployment are filled in.
  const run = openRun({ ...input, worksheet: worksheet! });
  listen(run);
  hearVouched(run, deploymentMessages);
  await proveRequester(run, { name: deployName, message: { worksheet: input.worksheet } }, input.voucher);
  const outcome = await carryOut(run, roadmap, {
    step: 'report',
    files: ['report.json', 'report.html'],
    words: ({ users: { licensed, synchronised, failed } }) =>
      `${synchronised} users synchronised, ${licensed} licensed, ${failed.length} without a licence.`,
  });
  return { outcome, users: run.progress.users };
}

/** What runs before, after and beside what; step 11 is the hand-over, for every outcome. The numbers are those of the roadmap's steps. */
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
