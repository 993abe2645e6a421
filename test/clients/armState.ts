import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import type { Secrets } from '../../client/dev/contoso';
import type { SimulatorEndpoints } from '../../simulator/world';

interface Subscription {
  endpoints: SimulatorEndpoints;
  secrets: Secrets;
  tenantId: string;
  subscriptionId: string;
}

type Resource = Record<string, unknown> & { id: string; type: string };

/** Everything in a resource group as its GETs show it, less names, tags and what is different each time. */
export async function armState(subscription: Subscription, group: string): Promise<unknown[]> {
  const { endpoints, subscriptionId } = subscription;
  const dispatcher = new Agent({ connect: { ca: readFileSync(endpoints.caFile, 'utf8') } });
  try {
    const token = await signIn(subscription, dispatcher);
    const get = async (path: string, apiVersion: string): Promise<unknown> => {
      const response = await fetch(`${endpoints.arm}${path}?api-version=${apiVersion}`, {
        dispatcher,
        headers: { authorization: `Bearer ${token}` },
      });
      assert.equal(response.status, 200, path);
      return response.json();
    };
    const version = (type: string) =>
      type.endsWith('/disks')
        ? '2025-01-02'
        : type.startsWith('Microsoft.Compute')
          ? '2026-03-01'
          : '2025-05-01';
    const base = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    const { value } = (await get(`${base}/resources`, '2025-04-01')) as { value: Resource[] };
    // The results of scripts are looked at and thrown away.
    const lasting = value.filter(({ type }) => !type.endsWith('/runCommands'));
    const all = (await Promise.all(lasting.map(({ id, type }) => get(id, version(type))))) as Resource[];
    return all.map(comparable).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  } finally {
    await dispatcher.close();
  }
}

async function signIn({ endpoints, secrets, tenantId }: Subscription, dispatcher: Agent): Promise<string> {
  const response = await fetch(`${endpoints.authority}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    dispatcher,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: secrets.clientId,
      client_secret: secrets.clientSecret,
      scope: `${endpoints.arm}/.default`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Different from one deployment to the next whoever makes it. */
const ownToEach = ['etag', 'resourceGuid', 'macAddress', 'vmId', 'timeCreated', 'tags'];

function comparable(resource: Resource): unknown {
  const text = JSON.stringify(resource, (member, value: unknown) =>
    ownToEach.includes(member) ? undefined : value,
  );
  return JSON.parse(
    text
      .replaceAll(/-contoso(-az|-dirsync)?(?=["/])/g, '')
      .replaceAll(/\b20\.50\.0\.\d+/g, 'a public address')
      // The one configuration of a gateway: az numbers it, the product calls it default.
      .replaceAll('vnetGatewayConfig0', 'default'),
  );
}
