import { InvalidArgumentError } from 'commander';
import type { StepId } from '../roadmap/steps';
import { allSteps, isStepId } from '../roadmap/steps';
import { deploymentForm, guidForm } from '../worksheet/forms';
import type { GateId } from '../worksheet/schema';
import { didYouMean } from '../worksheet/suggest';

const gates: GateId[] = allSteps.flatMap((step) => ('gate' in step ? [step.gate] : []));
const stepIds: StepId[] = allSteps.map((step) => step.id);

/** Name of a deployment, or its workflow id as the Temporal UI shows it. */
export function deploymentName(text: string): string {
  const name = text.replace(/^dirsync\//, '');
  if (deploymentForm.test(name)) return name;
  throw new InvalidArgumentError(
    'A deployment has the name that its worksheet gives it: 1-30 lower-case letters, digits and hyphens. `dirsync list` shows them.',
  );
}

export function gateName(text: string): GateId {
  const gate = gates.find((one) => one === text);
  if (gate) return gate;
  throw new InvalidArgumentError(`${didYouMean(text, gates)}The gates are: ${gates.join(', ')}.`);
}

export function stepName(text: string): StepId {
  if (isStepId(text)) return text;
  const ofGate = allSteps.find((step) => 'gate' in step && step.gate === text);
  const hint = ofGate ? `The gate ${text} is the step ${ofGate.id}. ` : didYouMean(text, stepIds);
  throw new InvalidArgumentError(`${hint}The steps are: ${stepIds.join(', ')}.`);
}

/** A whole number of at least 1. */
export function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('It must be a whole number, at least 1.');
}

export function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a TCP port, 1-65535.');
}

export function tenantId(text: string): string {
  if (guidForm.test(text)) return text;
  throw new InvalidArgumentError('It must be the id of a tenant, e.g. 7c1d6e0a-3b52-4a86-9d8e-51f6c2a4b7d1.');
}
