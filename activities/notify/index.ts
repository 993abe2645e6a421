import type { Logger } from 'pino';
import { fetch, type Dispatcher } from 'undici';
import { createAgent } from '../agent';
import type { NotifyActivities, Notice } from '../api';
import type { OutsideSettings } from '../environment';
import { problem } from '../failures';
import type { SecretResolver } from '../secrets';
import { webhookProblems } from '../secrets/checks';

export interface NotifyDependencies {
  settings: OutsideSettings;
  resolveSecret: SecretResolver;
  logger: Logger;
  /** Connections to the webhook; those of the settings when absent. */
  dispatcher?: Dispatcher;
}

/** A webhook that takes longer is down; approvers also have status and UI. */
const answerWithinMs = 10_000;

export function createNotifyActivities(dependencies: NotifyDependencies): NotifyActivities {
  const { resolveSecret, logger, dispatcher = createAgent(dependencies.settings) } = dependencies;
  return {
    async notify({ worksheet, notice }) {
      const { deployment } = worksheet;
      logger.info({ deployment, to: notice.to, subject: notice.subject }, notice.text);
      if (!worksheet.notify) return;
      const address = await resolveSecret(worksheet.notify.webhook, worksheet);
      await post(address, { deployment, ...notice }, worksheet.notify.webhook, dispatcher);
    },
  };
}

/** The address carries a token as a rule, so messages name its reference instead, and the error's own text is not used. */
async function post(
  address: string,
  body: Notice & { deployment: string },
  reference: string,
  dispatcher: Dispatcher,
): Promise<void> {
  if (webhookProblems(address).length > 0) {
    throw problem(
      'SecretUnsuitable',
      `The webhook behind ${reference} is not an https address.`,
      'Store the full https address of the webhook where the reference points.',
      reference,
    );
  }
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
    dispatcher,
  }).catch((error: unknown) => {
    throw problem(
      'NetworkFailure',
      `The webhook behind ${reference} could not be reached (${reasonOf(error)}).`,
      'It is tried again by itself; check that the worker reaches the webhook.',
      reference,
    );
  });
  // Unread bodies keep the connection busy.
  await response.body?.cancel();
  if (!response.ok) {
    throw problem(
      'ServiceUnavailable',
      `The webhook behind ${reference} answered with HTTP ${response.status}.`,
      'It is tried again by itself; check the webhook.',
      reference,
    );
  }
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
