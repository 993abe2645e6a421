import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import type { Simulator } from '../../simulator';
import { objectId } from '../../simulator/signin/tokens';

/** Who owns the simulated subscription: gives roles, sets locks, assigns policies, as its people do it in Azure. */
export const owner = {
  clientId: '77777777-6666-5555-4444-333333333333',
  clientSecret: 'the~simulated.owner',
  displayName: 'owner of the subscription',
  role: 'Owner',
};

const authorization = 'providers/Microsoft.Authorization';
const versions: Record<string, string> = {
  roleDefinitions: '2022-04-01',
  roleAssignments: '2022-04-01',
  locks: '2020-05-01',
  policyDefinitions: '2023-04-01',
  policyAssignments: '2023-04-01',
};
const customRole = '0d1c5b0a-2222-4e6a-9c55-3d5b5e7b1a01';
const customAssignment = '0d1c5b0a-3333-4e6a-9c55-3d5b5e7b1a02';

export interface Given {
  status: number;
  body: { error?: { code: string; message: string }; [member: string]: unknown };
}

/** The owner's calls, after a sign-in. */
export function ownerOf({ endpoints, world }: Pick<Simulator, 'endpoints' | 'world'>) {
  const { subscriptionId, tenant } = world.options;
  const subscription = `/subscriptions/${subscriptionId}`;
  const dispatcher = new Agent({ connect: { ca: readFileSync(endpoints.caFile, 'utf8') } });

  let kept: Promise<string> | undefined;
  const token = () => (kept ??= signIn());
  async function signIn(): Promise<string> {
    const response = await fetch(`${endpoints.authority}/${tenant.id}/oauth2/v2.0/token`, {
      method: 'POST',
      dispatcher,
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: owner.clientId,
        client_secret: owner.clientSecret,
        scope: `${endpoints.arm}/.default`,
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  /** `type` is roleAssignments, locks …; `name` may hold a query too. */
  async function call(method: string, scope: string, type: string, name = '', body?: object): Promise<Given> {
    const [plain, query] = name.split('?');
    const path = [scope, authorization, type, plain].filter((part) => part !== '').join('/');
    const url = `${endpoints.arm}${path.startsWith('/') ? '' : '/'}${path}?api-version=${versions[type]}${query ? `&${query}` : ''}`;
    const response = await fetch(url, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Given['body']) };
  }

  async function put(scope: string, type: string, name: string, properties: object): Promise<Given> {
    const given = await call('PUT', scope, type, name, { properties });
    if (given.status >= 300) throw new Error(`PUT ${type} ${name}: ${JSON.stringify(given.body)}`);
    return given;
  }

  /** Where the role of `giveOnly` is assigned. */
  let given: string | undefined;
  return {
    subscription,
    call,
    put,
    remove: (scope: string, type: string, name: string) => call('DELETE', scope, type, name),
    /** The application has just these actions at the scope, and no other role; again with others changes the same role. */
    async giveOnly(clientId: string, actions: string[], scope = subscription): Promise<void> {
      const principalId = objectId(tenant.id, clientId);
      if (given !== scope && given !== undefined)
        await call('DELETE', given, 'roleAssignments', customAssignment);
      given = scope;
      await put(subscription, 'roleDefinitions', customRole, {
        roleName: 'of this test',
        type: 'CustomRole',
        assignableScopes: [subscription],
        permissions: [{ actions, notActions: [] }],
      });
      await put(scope, 'roleAssignments', customAssignment, {
        roleDefinitionId: `${subscription}/${authorization}/roleDefinitions/${customRole}`,
        principalId,
      });
      await call('DELETE', subscription, 'roleAssignments', principalId);
    },
    close: () => dispatcher.close(),
  };
}

export type Owner = ReturnType<typeof ownerOf>;
