import type { Ledger, LedgerEntry } from '../../../roadmap/ledger';
import { sameId } from '../../../roadmap/ledger';
import type {
  ForeignResource,
  PlannedRemoval,
  RemovableKind,
  RemovalTarget,
} from '../../../roadmap/teardown';
import { removalOrder, withHolders } from '../../../roadmap/teardown';
import type { Worksheet } from '../../../worksheet/schema';
import type { AzureClients } from '../clients';
import type { Found } from './arm';
import { groupIdIn, readTarget } from './arm';
import type { Candidate } from './decide';
import { decideRemoval } from './decide';
import { listGroup } from './group';
import { readLocks } from './locks';
import { diskOf } from './use';

/** Knows the ids of resources and everything below them; a group is not meant, for it holds what others made too. */
export const idsBelow = (ids: string[]) => (id: string) =>
  ids.some((one) => `${id}/`.toLowerCase().startsWith(`${one}/`.toLowerCase()));

/** Everything in the ledger as Azure has it now, and what becomes of it. Reads only. */
export async function planRemovals(clients: AzureClients, w: Worksheet, ledger: Ledger) {
  const read = await Promise.all(
    targetsIn(w, ledger).map(async (one) => ({ ...one, found: await readTarget(clients, one.target) })),
  );
  const candidates: Read[] = [...read, ...read.flatMap(diskBelow)];
  const created = candidates.filter(
    ({ target, origin }) => origin === 'created' && target.kind !== 'resourceGroup',
  );
  const isOurs = idsBelow(created.map(({ target }) => target.id));
  const groups = [...new Set(ledger.map(({ id }) => groupIdIn(id)))];
  const { locks, checks } = await readLocks(clients, [`/subscriptions/${w.azure.subscriptionId}`, ...groups]);
  const decided = candidates.map((one) => decideRemoval({ ...one, deployment: w.deployment, locks, isOurs }));
  const foreign = await foreignIn(clients, w, decided);
  return { removals: inOrder(decided, foreign), foreign, checks };
}

type Read = Pick<Candidate, 'target' | 'origin' | 'found'>;

/** An existing network is none of this deployment's business; its subnets are. */
function targetsIn(w: Worksheet, ledger: Ledger): { target: RemovalTarget; origin: LedgerEntry['origin'] }[] {
  return ledger.flatMap(({ kind, id, origin }) =>
    kind === 'domainJoin' || (kind === 'virtualNetwork' && w.virtualNetwork.existing)
      ? []
      : [{ target: { kind, id, name: id.split('/').at(-1)! }, origin }],
  );
}

/** Azure deletes the disk with the server, unless somebody set that otherwise. */
function diskBelow({ target, origin, found }: Read): Read[] {
  const disk = target.kind === 'virtualMachine' && found ? diskOf(found) : undefined;
  if (!disk) return [];
  const here: Found = { ...disk, properties: {} };
  return [{ target: { kind: 'disk', ...disk }, origin, found: here }];
}

/** What is in the deployment's group and neither in the plan nor below something in it. */
async function foreignIn(
  clients: AzureClients,
  w: Worksheet,
  removals: PlannedRemoval[],
): Promise<ForeignResource[]> {
  const { subscriptionId, resourceGroup } = w.azure;
  const known = idsBelow(removals.filter(({ kind }) => kind !== 'resourceGroup').map(({ id }) => id));
  const listed = await listGroup(clients, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`);
  return listed.filter(({ id }) => !known(id));
}

/** A group takes everything along that is in it, so it stays with anything foreign. */
function inOrder(removals: PlannedRemoval[], foreign: ForeignResource[]): PlannedRemoval[] {
  const place = ({ kind }: { kind: RemovableKind }) => removalOrder.indexOf(kind);
  const sorted = [...removals].sort((one, other) => place(one) - place(other));
  return withHolders(sorted).map((one) => {
    const inside = foreign.find(({ id }) => sameId(groupIdIn(id), one.id));
    if (one.kind !== 'resourceGroup' || one.fate !== 'goes' || !inside) return one;
    return { ...one, fate: 'stays', reason: `${inside.name} is in it, which is not of this deployment` };
  });
}
