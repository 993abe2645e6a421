import { GraphError, type Client } from '@microsoft/microsoft-graph-client';
import type { Organization, SubscribedSku, User } from '@microsoft/microsoft-graph-types';
import { problem, toFailure } from '../failures';

/** Advanced queries (filter on onPremisesSyncEnabled with $count) need it: Graph, "Advanced query capabilities". */
const eventual = { ConsistencyLevel: 'eventual' };

export interface Page<Item> {
  items: Item[];
  /** Path and query of the next page, without host and version. */
  next?: string;
  count?: number;
}

interface Collection<Item> {
  value: Item[];
  '@odata.nextLink'?: string;
  '@odata.count'?: number;
}

/** A page's token is too old for Graph (Directory_ExpiredPageToken): the list must be begun anew. */
export class PageExpired extends Error {}

/** One GET; any failure comes out as one of the table. `path` begins after the version segment. */
async function read<Item>(client: Client, path: string): Promise<Item> {
  try {
    return (await client.api(path).headers(eventual).get()) as Item;
  } catch (error) {
    if (error instanceof GraphError && error.code === 'Directory_ExpiredPageToken') {
      throw new PageExpired(error.message, { cause: error });
    }
    throw toFailure(error, {
      resource: resourceOf(path),
      doing: `reading ${resourceOf(path)} from Microsoft Graph`,
    });
  }
}

export async function readPage<Item>(client: Client, path: string): Promise<Page<Item>> {
  const answer = await read<Collection<Item>>(client, path);
  const link = answer['@odata.nextLink'];
  return {
    items: answer.value,
    ...(link ? { next: relative(link) } : {}),
    ...(answer['@odata.count'] === undefined ? {} : { count: answer['@odata.count'] }),
  };
}

export async function* readAll<Item>(client: Client, path: string): AsyncGenerator<Item[]> {
  for (let next: string | undefined = path; next !== undefined;) {
    const page: Page<Item> = await readPage<Item>(client, next);
    yield page.items;
    next = page.next;
  }
}

/** The skip token is opaque and must be sent back as it came (Graph, "Paging"). */
function relative(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname.replace(/^\/[^/]+/, '') + search;
}

const resourceOf = (path: string) => path.split('?')[0]!;

const userFields = [
  'id',
  'userPrincipalName',
  'department',
  'usageLocation',
  'assignedLicenses',
  'onPremisesProvisioningErrors',
] as const satisfies (keyof User)[];

export type TenantUser = Pick<User, (typeof userFields)[number]> & { id: string; userPrincipalName: string };

/** Users that Entra Connect made; guests and users of the cloud are never touched. */
export const synchronisedUsers = (top: number) =>
  `/users?$filter=${encodeURIComponent('onPremisesSyncEnabled eq true')}&$select=${userFields.join()}&$count=true&$top=${top}`;

export async function readOrganization(client: Client): Promise<Organization> {
  const answer = await read<Collection<Organization>>(client, '/organization');
  const [organization] = answer.value;
  if (!organization) {
    throw problem(
      'AuthorizationFailed',
      'Microsoft Graph shows no organisation.',
      'Check azure.tenantId and that the application has Organization.Read.All, then retry.',
      '/organization',
    );
  }
  return organization;
}

export async function readSkus(client: Client): Promise<SubscribedSku[]> {
  return (await read<Collection<SubscribedSku>>(client, '/subscribedSkus')).value;
}
