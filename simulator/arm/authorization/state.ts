import type { World } from '../../world';
import { objectId } from '../../signin/tokens';
import { builtInRoles } from './builtInRoles';

/** What one role gives (Azure RBAC, "Understand Azure role definitions"); data actions are kept and not used here. */
export interface Permission {
  actions: string[];
  notActions: string[];
  dataActions: string[];
  notDataActions: string[];
}

export interface RoleDefinition {
  roleName: string;
  type: 'BuiltInRole' | 'CustomRole';
  description: string;
  assignableScopes: string[];
  permissions: Permission[];
}

export interface RoleAssignment {
  /** With the prefix of the subscription, as ARM gives it. */
  roleDefinitionId: string;
  principalId: string;
  principalType: string;
}

export interface Lock {
  level: 'CanNotDelete' | 'ReadOnly';
  notes?: string;
}

export interface PolicyDefinition {
  displayName?: string;
  policyType: 'BuiltIn' | 'Custom';
  mode: string;
  parameters: Record<string, { type: string; defaultValue?: unknown }>;
  policyRule: { if: unknown; then: { effect: string } };
}

export interface PolicyAssignment {
  displayName?: string;
  policyDefinitionId: string;
  parameters: Record<string, { value: unknown }>;
  notScopes: string[];
  enforcementMode: 'Default' | 'DoNotEnforce';
}

/** One of them at its scope; `scope` is the id of subscription, resource group or resource, or empty for the tenant. */
export interface Placed<P> {
  id: string;
  scope: string;
  name: string;
  properties: P;
}

/** Keys are ids in lower case. */
export interface AuthorizationState {
  roleDefinitions: Record<string, Placed<RoleDefinition>>;
  roleAssignments: Record<string, Placed<RoleAssignment>>;
  locks: Record<string, Placed<Lock>>;
  policyDefinitions: Record<string, Placed<PolicyDefinition>>;
  policyAssignments: Record<string, Placed<PolicyAssignment>>;
  /** Client ids of the applications that have been given the role of the options. */
  seeded: string[];
}

/** Has the roles of the options' applications from the first look on; what was assigned since stays over a restart. */
export function authorizationState(world: World): AuthorizationState {
  const state = (world.state.authorization ??= {
    roleDefinitions: {},
    roleAssignments: {},
    locks: {},
    policyDefinitions: {},
    policyAssignments: {},
    seeded: [],
  } satisfies AuthorizationState) as AuthorizationState;
  for (const { clientId, role = 'Contributor' } of world.options.applications) {
    if (state.seeded.includes(clientId)) continue;
    state.seeded.push(clientId);
    if (role !== 'none') seed(world, state, clientId, role);
    world.changed();
  }
  return state;
}

function seed(world: World, state: AuthorizationState, clientId: string, role: string): void {
  const { subscriptionId, tenant } = world.options;
  const known = builtInRoles.find((one) => one.roleName === role);
  if (!known) throw new Error(`applications: there is no built-in role '${role}' here`);
  const scope = `/subscriptions/${subscriptionId}`;
  const principalId = objectId(tenant.id, clientId);
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${principalId}`;
  const roleDefinitionId = `${scope}/providers/Microsoft.Authorization/roleDefinitions/${known.name}`;
  state.roleAssignments[id.toLowerCase()] = {
    id,
    scope,
    name: principalId,
    properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
  };
}
