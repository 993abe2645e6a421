import type { Client } from '@microsoft/microsoft-graph-client';
import { toFailure } from '../failures';
import { describeError } from '../failures/describe';

export interface DirectoryUser {
  id: string;
  userPrincipalName: string;
  accountEnabled: boolean;
}

/** Graph's limit for one call of checkMemberGroups. */
const groupsInACall = 20;

/**
 * The user as the tenant has it now: names in tokens can be changed and are not for deciding (Microsoft identity platform,
 * "Secure applications: claims"), and an account may have been disabled since the token was given. Undefined: no such user.
 */
export async function readUser(client: Client, objectId: string): Promise<DirectoryUser | undefined> {
  try {
    return (await client
      .api(`/users/${encodeURIComponent(objectId)}`)
      .select('id,userPrincipalName,accountEnabled')
      .get()) as DirectoryUser;
  } catch (error) {
    if (describeError(error).status === 404) return undefined;
    throw toFailure(error, { doing: 'reading the user who signed in from Microsoft Graph' });
  }
}

/** Of these groups, those that the user is in, nested ones included (directoryObject: checkMemberGroups). */
export async function memberOf(client: Client, objectId: string, groups: string[]): Promise<string[]> {
  const found: string[] = [];
  for (let from = 0; from < groups.length; from += groupsInACall) {
    const groupIds = groups.slice(from, from + groupsInACall);
    try {
      const path = `/users/${encodeURIComponent(objectId)}/checkMemberGroups`;
      const answer = (await client.api(path).post({ groupIds })) as { value: string[] };
      found.push(...answer.value);
    } catch (error) {
      throw toFailure(error, { doing: 'asking Microsoft Graph for the groups of the user who signed in' });
    }
  }
  return found;
}
