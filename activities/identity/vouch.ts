import type { Statement } from '../../roadmap/vouching';
import type { OutsideSettings } from '../environment';
import { graphClient } from '../graph/client';
import type { Served } from './issuer';
import { memberOf, readUser } from './person';
import type { TokenClaims } from './token';
import { sealVoucher } from './voucher';

/** What a person wants a worker to vouch for; who that is comes from the token. */
export type Saying = Pick<Statement, 'workflowId' | 'occasion' | 'name' | 'message' | 'groups'>;

export interface Voucher {
  voucher: string;
  userPrincipalName: string;
}

/** A voucher for somebody whose token was checked; undefined where the tenant has no such user that may sign in. */
export async function vouch(
  claims: TokenClaims,
  saying: Saying,
  { served, settings, key }: { served: Served; settings: OutsideSettings; key: Uint8Array },
): Promise<Voucher | undefined> {
  const { cloud, tenantId, clientId } = served;
  const client = graphClient({ azure: { cloud, tenantId } }, settings);
  const user = await readUser(client, claims.objectId);
  if (!user?.accountEnabled) return undefined;
  const asked = saying.groups.map((group) => group.toLowerCase());
  const groups = claims.groups
    ? claims.groups.map((group) => group.toLowerCase()).filter((group) => asked.includes(group))
    : await memberOf(client, claims.objectId, asked);
  const { objectId, tokenId } = claims;
  const { userPrincipalName } = user;
  const person = { objectId, userPrincipalName, tokenId };
  const statement: Statement = { ...saying, tenantId, clientId, person, groups };
  return { voucher: await sealVoucher(statement, key), userPrincipalName };
}
