import type { GateId, TrustMode } from '../worksheet/schema';
import type { StepId } from './steps';
import { messageNames, workflowId } from './messages';

/** The exact commands that answer what a deployment waits for; shared by terminal, notices and the Temporal UI. */

/** Who signs in need not say who it is. */
const by = (trust: TrustMode): string => (trust === 'entra' ? '' : ' --by <you>');

export const approveCommand = (deployment: string, gate: GateId | '<gate>', trust: TrustMode): string =>
  `npx dirsync approve ${deployment} ${gate}${by(trust)}`;

export const rejectCommand = (deployment: string, gate: GateId, trust: TrustMode): string =>
  `npx dirsync reject ${deployment} ${gate}${by(trust)} --comment "<why>"`;

export const retryCommand = (deployment: string, step: StepId | '<step>', trust: TrustMode): string =>
  `npx dirsync retry ${deployment} ${step}${by(trust)}`;

export const skipCommand = (deployment: string, step: StepId | '<step>', trust: TrustMode): string =>
  `npx dirsync skip ${deployment} ${step}${by(trust)} --comment "<why>"`;

export const abandonCommand = (deployment: string, trust: TrustMode): string =>
  `npx dirsync abandon ${deployment}${by(trust)} --comment "<why>"`;

export const teardownCommand = (deployment: string, trust: TrustMode): string =>
  `npx dirsync teardown ${deployment}${by(trust)}`;

/** The same through Temporal's own command line, for those who have no dirsync at hand. */
export function signalCommand(
  deployment: string,
  name: keyof typeof messageNames,
  input: Record<string, unknown>,
): string {
  const json = JSON.stringify(input).replaceAll("'", "'\\''");
  return `temporal workflow signal --workflow-id ${workflowId(deployment)} --name ${messageNames[name]} --input '${json}'`;
}

/** What an approval says, as update or signal. */
export const approval = (gate: GateId) => ({ gate, decision: 'approve', by: '<you>' });

export const approveSignal = (deployment: string, gate: GateId): string =>
  signalCommand(deployment, 'decide', approval(gate));

export const rejectSignal = (deployment: string, gate: GateId): string =>
  signalCommand(deployment, 'decide', { gate, decision: 'reject', by: '<you>', comment: '<why>' });

export const retrial = (step: StepId) => ({ step, by: '<you>' });

export const retrySignal = (deployment: string, step: StepId): string =>
  signalCommand(deployment, 'retryStep', retrial(step));

export const skipSignal = (deployment: string, step: StepId): string =>
  signalCommand(deployment, 'skipStep', { step, by: '<you>', comment: '<why>' });

export const abandonSignal = (deployment: string): string =>
  signalCommand(deployment, 'abandon', { by: '<you>', comment: '<why>' });
