import type { ActivityOptions } from '@temporalio/workflow';
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/api';

/** Few named profiles. Whatever a person must mend is not retried; `retry` failures bring the service's own delay. */
const profiles = {
  /** A file on the worker's own disk. */
  record: {
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '1 hour',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  },
  /** Somebody waits for the answer, and nothing outside of the worker is asked. */
  atOnce: {
    startToCloseTimeout: '10 seconds',
    scheduleToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
  },
  /** Reads and at most one write, with heartbeats: when its worker dies, another takes over within half a minute. */
  begin: {
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '1 hour',
    heartbeatTimeout: '30 seconds',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      // The workflow begins anew, and counts how often.
      nonRetryableErrorTypes: ['OperationLost'],
    },
  },
  /** Waiting for Azure: a gateway takes 45 minutes and more, and each attempt goes on where the last one was. */
  longOperation: {
    startToCloseTimeout: '3 hours',
    scheduleToCloseTimeout: '6 hours',
    heartbeatTimeout: '30 seconds',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      // Polling on would not find it again; the workflow begins anew.
      nonRetryableErrorTypes: ['OperationLost'],
    },
  },
  /** Deleting begins when what is under way on the resource has ended, and that may be a gateway being made. */
  removing: {
    startToCloseTimeout: '10 minutes',
    scheduleToCloseTimeout: '3 hours',
    heartbeatTimeout: '30 seconds',
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: '1 minute',
      nonRetryableErrorTypes: ['OperationLost'],
    },
  },
  /** Waiting for people and networks that need not be ready today. The activity itself gives up as the worksheet says. */
  untilConnected: {
    startToCloseTimeout: '8 days',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  },
  /** A managed run command: 90 minutes at the most (Run Command documentation). */
  guest: {
    startToCloseTimeout: '100 minutes',
    scheduleToCloseTimeout: '4 hours',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
  },
  /** A record or a user that appears within minutes. */
  soon: {
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: '20 minutes',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 1.5, maximumInterval: '1 minute' },
  },
  /** Telling people: worth some tries, never worth holding up the roadmap. */
  notice: {
    startToCloseTimeout: '30 seconds',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumAttempts: 5 },
  },
} as const satisfies Record<string, ActivityOptions>;

export const recording = proxyActivities<Pick<Activities, 'writeReport'>>(profiles.record);
export const beginning = proxyActivities<
  Pick<Activities, 'beginResource' | 'ensureProviders' | 'preflight' | 'previewLicences'>
>(profiles.begin);
export const longOperation = proxyActivities<
  Pick<Activities, 'awaitOperation' | 'awaitRemoval' | 'assignLicencePage'>
>(profiles.longOperation);
export const removing = proxyActivities<Pick<Activities, 'planTeardown' | 'beginRemoval'>>(profiles.removing);
export const untilConnected = proxyActivities<Pick<Activities, 'awaitTunnel' | 'awaitTenantSynchronisation'>>(
  profiles.untilConnected,
);
export const guest = proxyActivities<Pick<Activities, 'beginGuestScript' | 'awaitGuestScript'>>(
  profiles.guest,
);
export const identity = proxyActivities<Pick<Activities, 'openVoucher'>>(profiles.atOnce);
export const soon = proxyActivities<Pick<Activities, 'checkNameResolution'>>(profiles.soon);
export const notice = proxyActivities<Pick<Activities, 'notify'>>(profiles.notice);
