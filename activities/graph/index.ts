import { activityInfo } from '@temporalio/activity';
import type { Client } from '@microsoft/microsoft-graph-client';
import type { Worksheet } from '../../worksheet/schema';
import type { GraphActivities } from '../api';
import { activityPulse, whileBeating } from '../azure/pulse';
import { defaultPollIntervalMs, type OutsideSettings } from '../environment';
import { failureOf, problem } from '../failures';
import { assignToUsers } from './assign';
import { missing, notSynchronised, tenantEvidence } from './awaitTenant';
import { graphClient } from './client';
import { membersCache, readMembers } from './groups';
import { createPreview, withoutAnySeat } from './preview';
import {
  PageExpired,
  readAll,
  readOrganization,
  readPage,
  readSkus,
  synchronisedUsers,
  type TenantUser,
} from './read';
import { ownedSkus } from './skus';

export interface GraphDependencies {
  settings: OutsideSettings;
  pollIntervalMs?: number;
  /** How often the tenant is asked before a person is; by default an hour at the usual interval. */
  polls?: number;
}

/** A cycle runs every 30 minutes, so an hour leaves room for one that was missed. */
const defaultPolls = 360;
/** Users in a page of assignLicencePage: some twenty batches at most, well within a heartbeat's worth of work each. */
const pageSize = 100;

/** Attempts at a page that wait for Graph to recover; in the last one, users whom it still fails go into the report. */
const patientAttempts = 5;

export function createGraphActivities(dependencies: GraphDependencies): GraphActivities {
  const { settings, polls = defaultPolls } = dependencies;
  const intervalMs = dependencies.pollIntervalMs ?? settings.pollIntervalMs ?? defaultPollIntervalMs;
  const cachedMembers = membersCache();

  return {
    async awaitTenantSynchronisation({ worksheet, since }) {
      const client = graphClient(worksheet, settings);
      const { heartbeat, sleep } = running();
      const work = async () => {
        for (let poll = 1; ; poll++) {
          const organization = await readOrganization(client);
          const synchronised = await countSynchronised(client);
          const lacks = missing(worksheet, since, organization, synchronised);
          if (lacks.length === 0) {
            const users = await synchronisedWith(client, heartbeat);
            return { evidence: tenantEvidence(organization, users, synchronised), synchronised };
          }
          if (poll >= polls) throw failureOf(notSynchronised(worksheet, lacks));
          heartbeat(lacks.join('; '));
          await sleep(intervalMs);
        }
      };
      return whileBeating(activityPulse(), { waitingFor: 'Microsoft Graph' }, work);
    },

    async previewLicences({ worksheet }) {
      const client = graphClient(worksheet, settings);
      const { heartbeat } = running();
      const work = async () => {
        const owned = ownedSkus(await readSkus(client));
        const members = await readMembers(client, worksheet.licensing.rules, heartbeat);
        const preview = createPreview(worksheet, owned, members);
        for await (const users of readAll<TenantUser>(client, synchronisedUsers(999))) {
          preview.add(users);
          heartbeat(`${preview.result().synchronised} users seen`);
        }
        return preview.result();
      };
      const result = await whileBeating(activityPulse(), { waitingFor: 'Microsoft Graph' }, work);
      const lacking = withoutAnySeat(result);
      if (lacking) throw failureOf(lacking);
      return result;
    },

    async assignLicencePage({ worksheet, cursor }) {
      const client = graphClient(worksheet, settings);
      const { heartbeat, sleep } = running();
      const work = async () => {
        const { page, restarted } = await pageAt(client, ownCursor(cursor));
        const owned = ownedSkus(await readSkus(client));
        const members = await cachedMembers(cacheKey(worksheet), cursor === undefined || restarted, () =>
          readMembers(client, worksheet.licensing.rules, heartbeat),
        );
        const result = await assignToUsers(
          client,
          { worksheet, users: page.items, owned, members },
          { heartbeat, sleep, retryAfterMs: intervalMs, again: activityInfo().attempt < patientAttempts },
        );
        return {
          ...(page.next === undefined ? {} : { cursor: page.next }),
          ...(restarted ? { restarted } : {}),
          ...result,
        };
      };
      // Graph may ask to wait for minutes, which is longer than a heartbeat may take.
      return whileBeating(activityPulse(), { waitingFor: 'Microsoft Graph' }, work);
    },
  };
}

function running() {
  const pulse = activityPulse();
  return {
    heartbeat: (waitingFor: string) => pulse.beat({ waitingFor }),
    sleep: (ms: number) => pulse.sleep(ms),
  };
}

async function countSynchronised(client: Client): Promise<number> {
  const page = await readPage<TenantUser>(client, synchronisedUsers(1));
  return page.count ?? page.items.length;
}

async function synchronisedWith(client: Client, heartbeat: (details: string) => void): Promise<TenantUser[]> {
  const found: TenantUser[] = [];
  for await (const users of readAll<TenantUser>(client, synchronisedUsers(999))) {
    found.push(...users.filter((user) => (user.onPremisesProvisioningErrors ?? []).length > 0));
    heartbeat('reading provisioning errors');
  }
  return found;
}

/** Begins the list anew where Graph no longer takes the cursor: what was done shows in it, and is only counted again. */
async function pageAt(client: Client, cursor: string | undefined) {
  const first = () => readPage<TenantUser>(client, synchronisedUsers(pageSize));
  if (cursor === undefined) return { page: await first(), restarted: false };
  try {
    return { page: await readPage<TenantUser>(client, cursor), restarted: false };
  } catch (error) {
    if (!(error instanceof PageExpired)) throw error;
    return { page: await first(), restarted: true };
  }
}

/** A cursor is path and query only, so that a token never follows it to another host. */
function ownCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || cursor.startsWith('/users?')) return cursor;
  throw problem(
    'Defect',
    'The cursor of the licence page is not one of dirsync.',
    'Report this as a defect.',
  );
}

const cacheKey = (w: Worksheet) => JSON.stringify([w.azure.tenantId, w.licensing.rules]);
