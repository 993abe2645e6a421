import { Actions as roleActions, Name as roleName } from '../../deploy/azure-role.json';

/** What a refusal of Azure or Graph says about the right that is missing. */
interface MissingRight {
  /** Of Azure RBAC, e.g. Microsoft.Network/natGateways/write. */
  action: string;
  scope: string;
  /** Object id of the identity. */
  identity?: string;
}

/** The texts of AuthorizationFailed and LinkedAuthorizationFailed (Azure RBAC, "Troubleshoot Azure RBAC"). */
export function missingRight(message: string): MissingRight | undefined {
  const found =
    /does not have (?:authorization|permission) to perform action\(?s?\)?,? '([^']+)' (?:over|on) (?:the )?(?:linked )?scope\(?s?\)? '([^']+)'/i.exec(
      message,
    );
  if (!found) return undefined;
  const identity = /object id '([0-9a-f-]{36})'/i.exec(message)?.[1];
  return { action: found[1]!, scope: found[2]!, ...(identity ? { identity } : {}) };
}

/** The least of Azure's own roles that has an action (Azure RBAC, "Azure built-in roles"). */
export function builtInRole(action: string): string {
  if (/^Microsoft\.Authorization\/.*\/(write|delete)$/i.test(action)) return 'User Access Administrator';
  if (/^Microsoft\.Network\/(?!register\/)/i.test(action)) return 'Network Contributor';
  // It has the machine, its extensions and disks; run commands by `virtualMachines/*`.
  if (/^Microsoft\.Compute\/(virtualMachines|disks|locations)\//i.test(action))
    return 'Virtual Machine Contributor';
  return /\/read$/i.test(action) ? 'Reader' : 'Contributor';
}

const isInOwnRole = (action: string) => roleActions.some((one) => one.toLowerCase() === action.toLowerCase());

/** Paths of Graph, as requests and batches name them, and the application permission that each needs (docs/graph-permissions.md). */
const permissions: [RegExp, string][] = [
  [/^\/users\/[^/]+\/assignLicense$/, 'LicenseAssignment.ReadWrite.All'],
  [/^\/users\/[^/]+$/, 'User.ReadWrite.All'],
  [/^\/users$/, 'User.Read.All'],
  [/^\/groups(\/|$)/, 'GroupMember.Read.All'],
  [/^\/subscribedSkus$/, 'LicenseAssignment.Read.All'],
  [/^\/organization$/, 'Organization.Read.All'],
];

/** Which role or permission gives what was refused; undefined where the refusal does not tell what that is. */
export function remedyForRight(message: string, resource: string | undefined): string | undefined {
  const right = missingRight(message);
  if (right) {
    const role = isInOwnRole(right.action) ? roleName : builtInRole(right.action);
    const other = isInOwnRole(right.action)
      ? ` (deploy/azure-role.json; of Azure's own roles ${builtInRole(right.action)} has it too)`
      : '';
    return (
      `The action ${right.action} is in the role "${role}"${other}. An owner runs \`az role assignment create ` +
      `--assignee ${right.identity ?? '<identity>'} --role "${role}" --scope ${right.scope}\`; some minutes later, retry.`
    );
  }
  const permission = permissions.find(([path]) => resource !== undefined && path.test(resource))?.[1];
  return permission === undefined
    ? undefined
    : `The application permission ${permission} of Microsoft Graph gives the right: an administrator of the tenant ` +
        'grants it and consents (docs/graph-permissions.md); a minute later, retry.';
}
