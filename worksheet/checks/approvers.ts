import type { Draft, Found, Path } from '../finding';
import { entriesOf, error } from '../finding';
import { groupIn, isProvable } from '../people';

/** With trust entra everybody is named as Entra knows them; without it nobody can tell who is in a group. */
export function checkApprovers(draft: Draft): Found[] {
  const trust = draft.approvals?.trust;
  if (trust === undefined) return [];
  const lists: [Path, (string | undefined)[] | undefined][] = [
    [['approvals', 'operators'], draft.approvals?.operators],
    ...Object.entries(draft.gates ?? {}).map(([id, gate]): [Path, (string | undefined)[] | undefined] => [
      ['gates', id, 'approvers'],
      gate?.approvers,
    ]),
  ];
  return lists.flatMap(([path, names]) =>
    entriesOf(names).flatMap(([index, name]) => {
      const problem =
        trust === 'entra'
          ? !isProvable(name) && `${name} is not a user principal name, an object id or group:<object id>`
          : groupIn(name) !== undefined &&
            'is a group, and with trust namespace nobody can tell who is a member of it';
      if (problem === false) return [];
      const remedy =
        trust === 'entra'
          ? 'Write it as the Entra admin center shows it, e.g. anna@contoso.com.'
          : 'Name people, or set approvals.trust to entra.';
      return [error({ path: [...path, index], rule: 'approver-form', problem, remedy })];
    }),
  );
}
