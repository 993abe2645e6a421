import type { Client } from '@microsoft/microsoft-graph-client';
import { failureOf, toFailure } from '../failures';

export interface BatchRequest {
  id: string;
  method: 'PATCH' | 'POST';
  /** After the version segment. */
  url: string;
  headers: Record<string, string>;
  body: unknown;
  /** Not run, but answered with 424, when one of these fails (Graph, "JSON batching"). */
  dependsOn?: string[];
}

export interface BatchAnswer {
  id: string;
  status: number;
  headers?: Record<string, string>;
  body?: { error?: { code?: string; message?: string } };
}

/** Graph takes at most 20 requests in a batch. */
const batchLimit = 20;

/** Requests that belong together (one user's) and must be in one batch. */
export type RequestGroup = BatchRequest[];

export interface BatchOptions {
  heartbeat: (details: string) => void;
  sleep: (ms: number) => Promise<void>;
  /** Where the service names no time. */
  retryAfterMs: number;
  /** Whether the whole may be tried again later; if not, the last answers count. */
  again: boolean;
}

/** How often a group is sent before the whole is tried again later. */
const tries = 6;

/**
 * Sends all groups, a few to a batch, and again those that were throttled or met a concurrent change, after the time
 * that the service names. Answers by request id. Repeating is safe: each request sets a state.
 */
export async function sendGroups(
  client: Client,
  groups: RequestGroup[],
  options: BatchOptions,
): Promise<Map<string, BatchAnswer>> {
  const answers = new Map<string, BatchAnswer>();
  let waiting = groups;
  for (let round = 1; waiting.length > 0; round++) {
    for (const batch of packed(waiting)) {
      options.heartbeat(`${answers.size} of ${groups.flat().length} changes sent`);
      for (const answer of await sendBatch(client, batch)) answers.set(answer.id, answer);
    }
    waiting = waiting.map((group) => unfinished(group, answers)).filter((group) => group.length > 0);
    if (waiting.length === 0 || round === tries) break;
    await options.sleep(pause(waiting, answers, options.retryAfterMs));
  }
  if (options.again) refuseUnfinished(waiting, answers, options.retryAfterMs);
  return answers;
}

/** A tenant that is throttled, or a service that is down, is no fault of the users who happen to be next. */
function refuseUnfinished(waiting: RequestGroup[], answers: Map<string, BatchAnswer>, retryAfterMs: number) {
  const status = (request: BatchRequest) => answers.get(request.id)?.status ?? 0;
  const request = waiting.flat().find((one) => status(one) === 429 || status(one) >= 500);
  if (!request) return;
  const throttled = status(request) === 429;
  throw failureOf(
    {
      code: throttled ? 'Throttled' : 'ServiceUnavailable',
      message: throttled
        ? `Microsoft Graph still throttles after ${tries} tries.`
        : `Microsoft Graph still fails after ${tries} tries (HTTP ${status(request)}).`,
      remedy: 'It is tried again by itself; what is done is not repeated.',
      resource: request.url,
    },
    pause(waiting, answers, retryAfterMs),
  );
}

/** Fills batches with whole groups. */
export function packed(groups: RequestGroup[]): BatchRequest[][] {
  const batches: BatchRequest[][] = [];
  for (const group of groups) {
    const last = batches.at(-1);
    if (last && last.length + group.length <= batchLimit) last.push(...group);
    else batches.push([...group]);
  }
  return batches;
}

/** 404: a user whom not every replica knows yet; 409: another change of the same user; 5xx: the service's own trouble. */
const passing = [404, 409, 429, 500, 502, 503, 504];

/** What of a group is to be sent again; a request that went through is not, and no longer holds the others up. */
export function unfinished(group: RequestGroup, answers: Map<string, BatchAnswer>): RequestGroup {
  const again = group.filter((request) => passing.includes(answers.get(request.id)?.status ?? 0));
  if (again.length === 0) return [];
  const ids = again.map((request) => request.id);
  const held = group.filter(
    (request) => answers.get(request.id)?.status === 424 && request.dependsOn?.some((id) => ids.includes(id)),
  );
  return group
    .filter((request) => again.includes(request) || held.includes(request))
    .map(({ dependsOn, ...request }) => {
      const still = dependsOn?.filter((id) => ids.includes(id)) ?? [];
      return still.length > 0 ? { ...request, dependsOn: still } : request;
    });
}

function pause(groups: RequestGroup[], answers: Map<string, BatchAnswer>, otherwise: number): number {
  const named = groups.flat().map((request) => retryAfter(answers.get(request.id)) ?? otherwise);
  return Math.max(...named);
}

function retryAfter(answer: BatchAnswer | undefined): number | undefined {
  const entry = Object.entries(answer?.headers ?? {}).find(([name]) => name.toLowerCase() === 'retry-after');
  const seconds = Number(entry?.[1]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

async function sendBatch(client: Client, requests: BatchRequest[]): Promise<BatchAnswer[]> {
  let answers: BatchAnswer[];
  try {
    const answer = (await client.api('/$batch').post({ requests })) as { responses: BatchAnswer[] };
    answers = answer.responses;
  } catch (error) {
    throw toFailure(error, { resource: '/$batch', doing: 'changing users through Microsoft Graph' });
  }
  // A missing right concerns every user alike: the whole page stops, and nobody is reported as failed.
  const refused = answers.find((answer) => answer.status === 401 || answer.status === 403);
  if (refused) {
    const url = requests.find((request) => request.id === refused.id)?.url;
    throw toFailure(
      { statusCode: refused.status, body: refused.body },
      { resource: url, doing: 'changing users through Microsoft Graph' },
    );
  }
  return answers;
}
