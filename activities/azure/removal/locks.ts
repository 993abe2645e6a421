import type { PreflightCheck } from '../../../roadmap/plan';
import { describeError } from '../../failures';
import { warning } from '../../preflight/checks';
import type { AzureClients } from '../clients';

export interface Lock {
  name: string;
  /** ARM id of what it locks, and everything below it. */
  scope: string;
  /** CanNotDelete or ReadOnly; either refuses a deletion. */
  level: string;
}

/** Microsoft.Authorization/locks, Management Locks REST API. */
const apiVersion = '2020-05-01';
const suffix = '/providers/microsoft.authorization/locks/';

/** Locks at a scope and below it; of the subscription, those that every resource in it inherits. */
export async function readLocks(
  clients: AzureClients,
  scopes: string[],
): Promise<{ locks: Lock[]; checks: PreflightCheck[] }> {
  const locks: Lock[] = [];
  const checks: PreflightCheck[] = [];
  for (const scope of scopes) {
    try {
      locks.push(...(await locksAt(clients, scope)));
    } catch (error) {
      const { status } = describeError(error);
      if (status === 403) checks.push(unknown(scope));
      // A group that is gone has none.
      else if (status !== 404) throw error;
    }
  }
  return { locks, checks };
}

const unknown = (scope: string): PreflightCheck =>
  warning(
    { id: 'locks', title: 'Management locks' },
    `the identity may not read them at ${scope}, so a lock shows only when Azure refuses a deletion`,
    'Give it Microsoft.Authorization/locks/read there to see them beforehand.',
  );

/** The management SDKs of the roadmap have no client for locks, but any resource client reads by id. */
async function locksAt({ resources }: AzureClients, scope: string): Promise<Lock[]> {
  let body: unknown;
  await resources.resources.getById(`${scope.slice(1)}/providers/Microsoft.Authorization/locks`, apiVersion, {
    onResponse: (response) => {
      body = response.parsedBody ?? JSON.parse(response.bodyAsText ?? '{}');
    },
  });
  return locksIn(body);
}

export function locksIn(body: unknown): Lock[] {
  const { value } = body as { value?: { id: string; name: string; properties?: { level?: string } }[] };
  return (value ?? []).flatMap(({ id, name, properties }) => {
    const at = id.toLowerCase().indexOf(suffix);
    const level = properties?.level ?? 'CanNotDelete';
    return at < 0 || level === 'NotSpecified' ? [] : [{ name, level, scope: id.slice(0, at) }];
  });
}

/** A lock holds its scope and what is below it; and what is above can't go without it. */
export function lockOn(id: string, locks: Lock[]): Lock | undefined {
  const within = (inner: string, outer: string) =>
    `${inner}/`.toLowerCase().startsWith(`${outer}/`.toLowerCase());
  return locks.find(({ scope }) => within(id, scope) || within(scope, id));
}
