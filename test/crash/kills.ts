import { mkdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { temporal } from '@temporalio/proto';
import { defaultPayloadConverter } from '@temporalio/common';
import { licencesWorkflowId, workflowId } from '../../roadmap/messages';
import { readJournal } from '../../simulator/core/journal';
import type { Lane } from './lane';
import type { Point } from './points';
import { faultsFor } from './points';

/** What was done to the run, and how long it stood still for it. */
export interface Kill {
  point: string;
  fault: string;
  /** Until the same request, or the same activity, was seen again. */
  seconds?: number;
}

interface FaultsView {
  faults: { name: string; struck: number; where: string }[];
}

/** Kills the worker whenever one of these requests is held, until `signal` says that the run has ended. */
export async function killAtCalls(lane: Lane, points: Point[], signal: AbortSignal): Promise<Kill[]> {
  await lane.site('PUT', '/faults', faultsFor(points));
  const kills: (Kill & { at: number; path: string })[] = [];
  const seen = new Set<string>();
  while (!signal.aborted) {
    await wait(100);
    const struck = async () =>
      ((await lane.site('GET', '/faults')) as FaultsView).faults.filter(
        ({ name, struck: times }) => times > 0 && !seen.has(name),
      );
    if ((await struck()).length === 0) continue;
    // What runs beside it is held a moment later; one death serves both.
    await wait(200);
    const now = await struck();
    const at = Date.now();
    await lane.programs.worker.kill();
    for (const { name, where } of now) {
      seen.add(name);
      const { activity, path } = points[Number(name.split('-')[1])]!;
      kills.push({ point: activity, fault: `worker killed, ${where} it took effect`, at, path });
    }
    await lane.restartWorker();
  }
  const journal = readJournal(join(lane.directory, 'simulator'));
  return kills.map(({ at, path, ...kill }) => {
    const pattern = new RegExp(`^${path.split('*').map(escaped).join('.*')}$`, 'i');
    const again = journal.find(
      (entry) =>
        Date.parse(entry.at) > at && pattern.test(entry.url.split('?')[0]!) && entry.service !== 'site',
    );
    return { ...kill, ...(again ? { seconds: (Date.parse(again.at) - at) / 1000 } : {}) };
  });
}

const escaped = (text: string) => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');

/**
 * Kills the worker in the middle of each activity that `isOurs`, by type and summary, once: every wait, every read, and the first
 * notice and page of licences.
 */
export async function killInTheMiddle(
  lane: Lane,
  isOurs: (key: string) => boolean,
  signal: AbortSignal,
): Promise<Kill[]> {
  const kills: (Kill & { at: number; id: string })[] = [];
  const names = new Map<string, string>();
  const killed = new Set<string>();
  while (!signal.aborted) {
    await wait(40);
    const under = await pending(lane);
    const at = Date.now();
    for (const kill of kills) {
      const found = under.find(({ id }) => id === kill.id);
      if (kill.seconds === undefined && (!found || found.attempt > 1)) kill.seconds = (at - kill.at) / 1000;
    }
    const started = under.filter(({ attempt, started: is }) => is && attempt === 1);
    for (const one of started) if (!names.has(one.id)) await learnNames(lane, names);
    const nameOf = (id: string) => names.get(id) ?? id;
    const ours = started.filter(({ id }) => !killed.has(nameOf(id)) && isOurs(nameOf(id)));
    if (ours.length === 0) continue;
    await lane.programs.worker.kill();
    for (const { id } of ours) {
      killed.add(nameOf(id));
      kills.push({ point: nameOf(id), fault: 'worker killed, in the middle', at: Date.now(), id });
    }
    await lane.restartWorker();
  }
  return kills.map(({ point, fault, seconds }) => ({ point, fault, seconds }));
}

/** The report is written within milliseconds: its first file to appear is the moment. */
export function killAtReport(lane: Lane): Kill[] {
  const kills: Kill[] = [];
  const folder = dirname(lane.reportFile);
  mkdirSync(folder, { recursive: true });
  const watcher = watch(folder, () => {
    watcher.close();
    const at = Date.now();
    const kill: Kill = { point: 'writeReport', fault: 'worker killed, as its first file appears' };
    kills.push(kill);
    void lane.programs.worker.kill().then(async () => {
      await lane.restartWorker();
      const again = watch(folder, () => {
        again.close();
        kill.seconds = (Date.now() - at) / 1000;
      });
    });
  });
  return kills;
}

interface Pending {
  id: string;
  attempt: number;
  started: boolean;
}

const runs = (lane: Lane) => [workflowId(lane.name), licencesWorkflowId(lane.name)];

async function pending(lane: Lane): Promise<Pending[]> {
  const found = await Promise.all(
    runs(lane).map(async (run) => {
      const description = await lane.client.workflow
        .getHandle(run)
        .describe()
        .catch(() => undefined);
      return (description?.raw.pendingActivities ?? []).map(
        ({ activityId, activityType, attempt, state }) => ({
          id: `${run} ${activityType?.name} ${activityId}`,
          attempt: attempt ?? 1,
          started: state === temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
        }),
      );
    }),
  );
  return found.flat();
}

/** Type and summary of every activity that was scheduled. */
async function learnNames(lane: Lane, names: Map<string, string>): Promise<void> {
  for (const run of runs(lane)) {
    const history = await lane.client.workflow
      .getHandle(run)
      .fetchHistory()
      .catch(() => undefined);
    for (const { activityTaskScheduledEventAttributes: scheduled, userMetadata } of history?.events ?? []) {
      if (!scheduled) continue;
      const type = scheduled.activityType?.name ?? '';
      const summary = userMetadata?.summary
        ? defaultPayloadConverter.fromPayload<string>(userMetadata.summary)
        : '';
      names.set(`${run} ${type} ${scheduled.activityId}`, keyOf(type, summary.replaceAll(lane.name, 'LANE')));
    }
  }
}

/** What is the same whatever it is about is killed once; each resource and each script has its own. */
const keyOf = (type: string, summary: string): string =>
  ['notify', 'assignLicencePage'].includes(type) ? type : `${type} ${summary}`.trim();
