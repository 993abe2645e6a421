import {
  ApplicationFailure,
  CancellationScope,
  log,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { renderCurrentDetails } from '../roadmap/details';
import { searchAttributes } from '../roadmap/messages';
import type { Outcome, Progress, ProgressEvent } from '../roadmap/progress';
import type { Start } from '../roadmap/reducer';
import { initialProgress, reduce } from '../roadmap/reducer';
import type { StepId } from '../roadmap/steps';
import { stepDefinition } from '../roadmap/steps';
import type { Worksheet } from '../worksheet/schema';
import { notice } from './proxies';

const phaseKey = defineSearchAttributeKey(searchAttributes.phase, SearchAttributeType.KEYWORD);
const waitingKey = defineSearchAttributeKey(searchAttributes.waitingFor, SearchAttributeType.KEYWORD_LIST);
const outcomeKey = defineSearchAttributeKey(searchAttributes.outcome, SearchAttributeType.KEYWORD);

/** What a person answered to a parked step. */
export type Answer = 'retry' | { skip: string };

/** One deployment, or its teardown, under way: the only mutable thing in the workflow. */
export interface Run {
  worksheet: Worksheet;
  progress: Progress;
  readonly scope: CancellationScope;
  readonly answers: Map<StepId, Answer>;
  /** Ids of those that counted. */
  readonly vouchers: Set<string>;
  /** How often each guest script was run; each run is a run command of its own name. */
  readonly guestRuns: Map<string, number>;
  /** Set when a person ended the run; the reason why `scope` was cancelled. */
  ending?: Outcome;
  /** Notices under way; the run ends after them. */
  readonly notices: Set<Promise<void>>;
}

export function openRun(start: Pick<Start, 'worksheet' | 'requestedBy' | 'teardown'>): Run {
  const { workflowId, startTime } = workflowInfo();
  const run: Run = {
    worksheet: start.worksheet,
    progress: initialProgress({ ...start, workflowId, at: startTime.toISOString() }),
    scope: new CancellationScope(),
    answers: new Map(),
    vouchers: new Set(),
    guestRuns: new Map(),
    notices: new Set(),
  };
  publish(run);
  return run;
}

/** An answer to a person and no fault: the Temporal UI would show the stack beneath it. */
export function refusalFailure(message: string): ApplicationFailure {
  const failure = ApplicationFailure.create({ type: 'Refused', message, nonRetryable: true });
  failure.stack = undefined;
  return failure;
}

export const now = (): string => new Date().toISOString();

/** The one way in which progress changes: details and search attributes follow it. */
export function record(run: Run, event: ProgressEvent): void {
  const before = visible(run.progress);
  run.progress = reduce(run.progress, event);
  publish(run, before);
}

interface Visible {
  phase: string;
  waitingFor: string[];
  outcome: string | undefined;
}

/** What the search attributes say: the phase of the earliest step under way, or of the one at which it ended; and what waits for a person. */
function visible(progress: Progress): Visible {
  const underWay = progress.steps.filter((step) => ['running', 'waiting', 'parked'].includes(step.status));
  const stopped = progress.steps.find((step) => step.status === 'stopped');
  const next = progress.steps.find((step) => step.status === 'pending');
  return {
    phase: (stopped ?? underWay[0] ?? next ?? progress.steps.at(-1)!).phase,
    waitingFor: underWay
      .filter((step) => step.status !== 'running')
      .map((step) =>
        step.status === 'parked' ? `parked:${step.id}` : `gate:${stepDefinition(step.id).gate}`,
      ),
    outcome: progress.outcome,
  };
}

function publish(run: Run, before?: Visible): void {
  setCurrentDetails(renderCurrentDetails(run.progress));
  const after = visible(run.progress);
  // Each upsert is an event in the history, so only what changed is sent.
  if (after.phase !== before?.phase) upsertSearchAttributes([{ key: phaseKey, value: after.phase }]);
  if (after.waitingFor.join() !== (before?.waitingFor ?? []).join()) {
    upsertSearchAttributes([{ key: waitingKey, value: after.waitingFor }]);
  }
  if (after.outcome && after.outcome !== before?.outcome)
    upsertSearchAttributes([{ key: outcomeKey, value: after.outcome }]);
}

/** A fact that an earlier step found, e.g. the address of the gateway; a teardown has no such steps. */
export function fact(run: Run, step: StepId, name: string): string | undefined {
  const value = run.progress.steps.find(({ id }) => id === step)?.evidence[name];
  return value === undefined ? undefined : String(value);
}

/** Tells people without holding up the roadmap; what could not be told is recorded. */
export function tell(run: Run, subject: string, text: string, to: string[] = []): void {
  const telling = CancellationScope.nonCancellable(() =>
    notice.notify.executeWithOptions({ summary: subject }, [
      { worksheet: run.worksheet, notice: { subject, text, to } },
    ]),
  ).catch((error: Error) => {
    log.warn('a notice could not be sent', { subject, error: error.message });
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    record(run, {
      type: 'refused',
      refusal: { at: now(), by: 'dirsync', what: `notice "${subject}"`, reason },
    });
  });
  run.notices.add(telling);
  void telling.finally(() => run.notices.delete(telling));
}
