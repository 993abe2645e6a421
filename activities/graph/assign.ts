import type { Client } from '@microsoft/microsoft-graph-client';
import type { AssignedLicense, User } from '@microsoft/microsoft-graph-types';
import type { Worksheet } from '../../worksheet/schema';
import type { LicencePage } from '../api';
import { sendGroups, type BatchAnswer, type BatchOptions, type RequestGroup } from './batch';
import type { TenantUser } from './read';
import { reasonOf } from './reasons';
import { lackOf, provisioningFailure, ruleFor, type Lack, type Members } from './rules';
import { findSku, type OwnedSku } from './skus';

type PageResult = Omit<LicencePage, 'cursor'>;

export interface AssignInput {
  worksheet: Worksheet;
  users: TenantUser[];
  owned: OwnedSku[];
  members: Members;
}

/** Gives each user what its rule says and it lacks; whoever can't get it is reported, and the rest go on. */
export async function assignToUsers(
  client: Client,
  { worksheet, users, owned, members }: AssignInput,
  options: BatchOptions,
): Promise<PageResult> {
  const result: PageResult = { licensed: 0, unselected: 0, failed: [] };
  const groups: { user: TenantUser; requests: RequestGroup }[] = [];
  const fail = (user: TenantUser, reason: string) =>
    result.failed.push({ user: user.userPrincipalName, reason });

  for (const user of users) {
    const rule = ruleFor(user, worksheet.licensing.rules, members);
    if (!rule) {
      result.unselected++;
      continue;
    }
    const broken = provisioningFailure(user);
    const unowned = rule.licences.filter(({ sku }) => !findSku(owned, sku)).map(({ sku }) => sku);
    const requests = requestsFor(user, lackOf(user, rule, owned));
    if (broken) fail(user, broken);
    else if (unowned.length > 0) fail(user, `the tenant does not own ${unowned.join(', ')}`);
    else if (requests.length === 0) result.licensed++;
    else groups.push({ user, requests });
  }

  const answers = await sendGroups(
    client,
    groups.map((group) => group.requests),
    options,
  );
  for (const { user, requests } of groups) {
    const refusal = firstRefusal(requests, answers);
    if (refusal) fail(user, refusal);
    else result.licensed++;
  }
  return result;
}

/**
 * First the location, without which a licence is refused, then all licences in one call: changes of one user run
 * one after the other, since concurrent ones are answered with 409.
 */
export function requestsFor(user: Pick<TenantUser, 'id'>, lack: Lack): RequestGroup {
  const headers = { 'Content-Type': 'application/json' };
  const location = `${user.id}-location`;
  const requests: RequestGroup = [];
  if (lack.location !== undefined) {
    requests.push({
      id: location,
      method: 'PATCH',
      url: `/users/${user.id}`,
      headers,
      body: { usageLocation: lack.location } satisfies User,
    });
  }
  if (lack.licences.length > 0) {
    requests.push({
      id: `${user.id}-licences`,
      method: 'POST',
      url: `/users/${user.id}/assignLicense`,
      headers,
      body: { addLicenses: lack.licences satisfies AssignedLicense[], removeLicenses: [] },
      ...(lack.location === undefined ? {} : { dependsOn: [location] }),
    });
  }
  return requests;
}

/** The first request that failed of itself; 424 only says that the one before it did. */
function firstRefusal(requests: RequestGroup, answers: Map<string, BatchAnswer>): string | undefined {
  for (const request of requests) {
    const answer = answers.get(request.id);
    if (!answer) return 'Microsoft Graph gave no answer for this user';
    if (answer.status >= 300) return reasonOf(answer);
  }
  return undefined;
}
