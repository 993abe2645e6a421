import type { TeardownInput, TeardownResult } from '../roadmap/messages';
import { teardownName } from '../roadmap/vouching';
import { removalsInWords, withTeardownGate } from '../roadmap/teardown';
import { gateOrEnd } from './gates';
import { carryOut } from './handOver';
import { deploymentMessages, listen } from './messages';
import { planTeardown } from './phases/teardownPlan';
import { remove } from './removals';
import type { Run } from './run';
import { openRun } from './run';
import { hearVouched, proveRequester } from './vouching';

/** Removes what a deployment made, and nothing else. It has the deployment's workflow id, so that only one of them runs. */
export async function teardown(input: TeardownInput): Promise<TeardownResult> {
  const { requestedBy, source } = input;
  const run = openRun({ worksheet: withTeardownGate(input.worksheet), requestedBy, teardown: source });
  listen(run);
  hearVouched(run, deploymentMessages);
  await proveRequester(
    run,
    { name: teardownName, message: { worksheet: input.worksheet, ledger: input.ledger } },
    input.voucher,
  );
  const outcome = await carryOut(run, () => takeDown(run, input), {
    step: 'teardown-report',
    files: ['teardown.json', 'teardown.html'],
    words: (progress) => `${removalsInWords(progress.teardown!)}.`,
  });
  return { outcome, removals: run.progress.teardown!.removals };
}

/** In the order that Azure accepts: nothing goes before what uses it is gone. */
async function takeDown(run: Run, input: TeardownInput): Promise<void> {
  await planTeardown(run, input);
  await gateOrEnd(run, 'teardown');
  await Promise.all([server(run), gateway(run)]);
  await remove(run, 'remove-virtual-network');
  // Both are referred to by the network's subnets.
  await Promise.all([remove(run, 'remove-nat-gateway'), remove(run, 'remove-network-security-group')]);
  await remove(run, 'remove-resource-group');
}

async function server(run: Run): Promise<void> {
  await remove(run, 'remove-server');
  await remove(run, 'remove-network-interface');
}

/** The gateway takes the longest, so the server goes beside it. */
async function gateway(run: Run): Promise<void> {
  await remove(run, 'remove-connection');
  const withAddress = async () => {
    await remove(run, 'remove-gateway');
    await remove(run, 'remove-gateway-address');
  };
  await Promise.all([withAddress(), remove(run, 'remove-local-network-gateway')]);
}
