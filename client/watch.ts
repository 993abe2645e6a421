import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Progress } from '../roadmap/progress';
import { DirsyncError } from './errors';

export interface WatchOptions {
  /** How often to look, in milliseconds; a second by default. */
  everyMs?: number;
  signal?: AbortSignal;
  /** Told when a look failed in a way that passes (no worker, no server); watching goes on. */
  onTrouble?: (trouble: DirsyncError) => void;
}

/** Calls that fail with a DirsyncError. */
export interface Looks {
  describe(deployment: string): ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>;
  progress(deployment: string): Promise<Progress>;
}

const passing: DirsyncError['code'][] = ['NoWorker', 'NoServer'];

/**
 * Progress at first and after each change, until the deployment has ended or `signal` is aborted. The workflow is only queried
 * when its history has grown: looking at the length of the history needs no worker and costs nothing.
 */
export async function* watchProgress(
  looks: Looks,
  deployment: string,
  { everyMs = 1000, signal, onTrouble }: WatchOptions,
): AsyncGenerator<Progress, void, void> {
  let seen = '';
  let shown = '';
  while (!signal?.aborted) {
    try {
      const { runId, historyLength, status } = await looks.describe(deployment);
      const state = `${runId} ${historyLength} ${status.name}`;
      if (state !== seen) {
        const progress = await looks.progress(deployment);
        seen = state;
        const text = JSON.stringify(progress);
        if (text !== shown) yield progress;
        shown = text;
      }
      if (status.name !== 'RUNNING') return;
    } catch (error) {
      const passes = error instanceof DirsyncError && passing.includes(error.code);
      // A first look that fails is an answer; a later one is a worker that is being restarted.
      if (!passes || shown === '') throw error;
      onTrouble?.(error);
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
