import type { ForeignResource } from '../../../roadmap/teardown';
import { describeError } from '../../failures';
import type { AzureClients } from '../clients';
import { groupNameIn } from './arm';

/** All resources in a group; none where there is no such group. */
export async function listGroup({ resources }: AzureClients, groupId: string): Promise<ForeignResource[]> {
  const found: ForeignResource[] = [];
  try {
    for await (const { id, name, type } of resources.resources.listByResourceGroup(groupNameIn(groupId))) {
      found.push({ id: id!, name: name!, type: type! });
    }
  } catch (error) {
    if (describeError(error).status !== 404) throw error;
  }
  return found;
}
