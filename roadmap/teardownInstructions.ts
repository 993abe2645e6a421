import type { Worksheet } from '../worksheet/schema';
import type { PlannedRemoval, TeardownPlan } from './teardown';
import { removalInWords } from './teardown';
import { plural } from './words';

/** Foreign resources that are named; a shared group may hold hundreds. */
const named = 20;

/** Gate `teardown`: a line for everything that goes and that stays. */
export function teardownInstructions(w: Worksheet, plan: TeardownPlan | undefined): string[] {
  const { subscriptionId, resourceGroup } = w.azure;
  return [
    `Read what is going to be deleted in subscription ${subscriptionId}, resource group ${resourceGroup}. Nothing of it comes back.`,
    ...(plan ? planLines(plan) : []),
    'Users and licences are not touched.',
    'Approve to delete what goes. Rejecting ends the teardown with nothing deleted.',
  ];
}

function planLines(plan: TeardownPlan): string[] {
  const of = (fate: PlannedRemoval['fate']) => plan.removals.filter((one) => one.fate === fate);
  const gone = of('absent').map(removalInWords);
  return [
    ...of('goes').map((one) => `Goes: ${removalInWords(one)}.`),
    ...(of('goes').length === 0 ? ['Nothing goes.'] : []),
    ...of('stays').map((one) => `Stays: ${removalInWords(one)}: ${one.reason}.`),
    ...foreignLines(plan),
    ...(gone.length > 0 ? [`Gone already: ${gone.join(', ')}.`] : []),
    ...plan.checks
      .filter(({ result }) => result === 'warning')
      .map(({ title, finding, remedy }) => `Warning: ${title}: ${finding}. ${remedy ?? ''}`.trim()),
    ...plan.tenant,
  ];
}

function foreignLines({ foreign }: TeardownPlan): string[] {
  if (foreign.length === 0) return [];
  const shown = foreign.slice(0, named).map(({ name, type }) => `${name} (${type})`);
  const more = foreign.length > named ? `, and ${foreign.length - named} more` : '';
  return [`Stays: ${plural(foreign.length, 'resource')} not of this deployment: ${shown.join(', ')}${more}.`];
}
