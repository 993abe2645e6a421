import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { describeError } from '../failures';
import { neededRights, type NeededRights } from './actions';
import { failed, orWarning, passed } from './checks';

/** One entry of Microsoft.Authorization/permissions: what some role assignment of the caller gives. */
export interface Permission {
  actions?: string[];
  notActions?: string[];
}

const apiVersion = '2022-04-01';
const name = { id: 'rights', title: 'Rights of the identity in Azure' };

const deployerRole = 'Assign the custom role in deploy/azure-role.json (or Contributor) there.';

export async function rightsChecks(
  clients: AzureClients,
  w: Worksheet,
  rights = neededRights(w),
  remedy = deployerRole,
): Promise<PreflightCheck[]> {
  return orWarning(name, async () => {
    const found = await Promise.all(
      rights.map(async (needed) => ({
        needed,
        permissions: await readPermissions(clients, w, needed.scope),
      })),
    );
    return [rightsCheck(found, remedy)];
  });
}

/** At a resource group that is not there yet, what holds at the subscription is what will hold. */
async function readPermissions(clients: AzureClients, w: Worksheet, scope: string): Promise<Permission[]> {
  try {
    return await permissionsAt(clients, scope);
  } catch (error) {
    const subscription = `/subscriptions/${w.azure.subscriptionId}`;
    if (describeError(error).status !== 404 || scope === subscription) throw error;
    return permissionsAt(clients, subscription);
  }
}

/** The management SDKs have no client for this, but any resource client reads by id; the raw answer is a list. */
async function permissionsAt({ resources }: AzureClients, scope: string): Promise<Permission[]> {
  let body: unknown;
  await resources.resources.getById(`${scope}/providers/Microsoft.Authorization/permissions`, apiVersion, {
    onResponse: (response) => {
      body = response.parsedBody ?? JSON.parse(response.bodyAsText ?? '{}');
    },
  });
  const list = (body as { value?: unknown }).value;
  return Array.isArray(list) ? (list as Permission[]) : [];
}

export function rightsCheck(
  found: { needed: NeededRights; permissions: Permission[] }[],
  remedy = deployerRole,
): PreflightCheck {
  const missing = found.flatMap(({ needed, permissions }) =>
    needed.actions
      .filter((action) => !isAllowed(action, permissions))
      .map((action) => ({ action, scope: needed.scope })),
  );
  if (missing.length === 0) return passed(name, 'every action that is needed is allowed');
  const shown = missing.slice(0, 5).map(({ action, scope }) => `${action} at ${scope}`);
  const more = missing.length > 5 ? `, and ${missing.length - 5} more` : '';
  return failed(name, `missing: ${shown.join(', ')}${more}`, remedy);
}

/** Allowed when some entry has it among its actions and not among its notActions (Azure RBAC, role definitions). */
export const isAllowed = (action: string, permissions: Permission[]): boolean =>
  permissions.some(
    ({ actions = [], notActions = [] }) =>
      actions.some((pattern) => matches(pattern, action)) &&
      !notActions.some((pattern) => matches(pattern, action)),
  );

/** `*` stands for any run of characters, slashes included. */
export function matches(pattern: string, action: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 'i').test(action);
}
