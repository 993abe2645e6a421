import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../simulator/world';
import { readJournal } from '../../simulator/core/journal';
import type { Lane } from './lane';

/** What a run leaves behind, without what differs from run to run: times, drawn ids, and the name of the lane. */
export function endState(lane: Lane): { azure: unknown; tenant: unknown; report: unknown } {
  const state = readJson(join(lane.directory, 'simulator/state.json')) as {
    arm: { resources: Record<string, Record<string, unknown>> };
    tenant: object;
  };
  const azure = Object.values(state.arm.resources).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  return {
    azure: alike(lane, azure),
    // Its log of changes tells in which order people were served, which may differ.
    tenant: alike(lane, { ...state.tenant, changes: undefined }),
    report: alike(lane, readJson(lane.reportFile)),
  };
}

/** Members that say when, or that Azure draws. */
const drawn =
  /^(at|startedAt|finishedAt|openedAt|expiresAt|createdDateTime|timeCreated|etag|operation|asked|resourceGuid|vmId|macAddress|seconds|startTime|endTime|run)$|(DateTime|At|Until)$/;

function alike(lane: Lane, value: unknown): unknown {
  const text = JSON.stringify(value, (member, inner: unknown) => (drawn.test(member) ? undefined : inner));
  return JSON.parse(neutral(lane, text));
}

const neutral = ({ name, endpoints, secrets }: Lane, text: string): string =>
  text
    .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), 'LANE')
    .replaceAll(secrets.clientId, 'CLIENT')
    .replaceAll(endpoints.authority, 'AUTHORITY')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'GUID')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replaceAll(/\b20\.50\.0\.\d+/g, 'ADDRESS');

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/**
 * How often each write took effect: every PUT, PATCH, DELETE and POST of the journal but those that a fault kept from
 * the service, sign-in, the envelope of a batch, whose parts are in the journal themselves, and scripts that only look:
 * they are sent again until the server is ready.
 */
export function writes(lane: Lane): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const entry of readJournal(join(lane.directory, 'simulator'))) {
    if (!isWrite(entry)) continue;
    const path = entry.url.split('?')[0]!.replace(/^https:\/\/[^/]+/, '');
    const what = `${entry.method} ${neutral(lane, path).replace(/-\d+-[0-9a-f]{8}$/, '-RUN')}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

const isWrite = ({ service, method, url, fault, status }: JournalEntry): boolean =>
  (service === 'arm' || service === 'graph') &&
  ['PUT', 'PATCH', 'DELETE', 'POST'].includes(method) &&
  !url.includes('$batch') &&
  !url.includes('/runCommands/dirsync-verify-') &&
  !fault?.startsWith('before-') &&
  (status < 400 || status === 0);
