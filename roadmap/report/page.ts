import { duration, plural } from '../words';
import { configurationSection } from './configurationSection';
import { fact, framed, scrolling, section } from './frame';
import type { Markup } from './html';
import { decisionsSection } from './decisionsSection';
import { html } from './html';
import { time } from './parts';
import { leftToDoSection, recordSection, stepsSection, usersSection } from './sections';
import type { Report } from './types';

/** The hand-over report as a page. */
export function renderHtml(report: Report): string {
  return framed(`${report.deployment}: hand-over report`, report.workflowId, head(report), [
    section('to-do', 'Left to do', leftToDoSection(report)),
    section(
      'configuration',
      report.outcome === 'succeeded' ? 'Resulting configuration' : 'Intended configuration',
      configurationSection(report),
    ),
    section('users', 'Users', usersSection(report)),
    section('decisions', 'Decisions', scrolling(decisionsSection(report))),
    section('steps', 'Steps', scrolling(stepsSection(report))),
    section('record', 'Corrections and refusals', scrolling(recordSection(report))),
  ]);
}

function head(report: Report): Markup {
  const { outcome, startedAt, finishedAt, configuration } = report;
  const took = finishedAt ? duration(Date.parse(finishedAt) - Date.parse(startedAt)) : null;
  const look = outcome === 'succeeded' ? 'good' : outcome === null ? 'warn' : 'bad';
  return html`<header>
    <p class="kicker">
      ${outcome ? 'Hand-over report' : 'Interim report'}: directory synchronisation of
      ${configuration.onPremises.domain}
    </p>
    <h1>${report.deployment}</h1>
    <p class="lead">${lead(report)}</p>
    <dl class="facts">
      ${fact('Outcome', html`<span class="${look}">${outcome ?? 'still under way'}</span>`)}
      ${fact('Started', time(startedAt))} ${fact('Finished', time(finishedAt))}
      ${took ? fact('Took, people included', html`${took}`) : ''}
      ${fact('Requested by', html`${report.requestedBy}`)}
    </dl>
  </header>`;
}

function lead({ outcome, users, configuration: c, steps }: Report): string {
  const needed = steps.filter((step) => step.status !== 'notNeeded');
  const over = needed.filter((step) => step.status === 'done' || step.status === 'skipped');
  const count = `${over.length} of ${plural(needed.length, 'step')}`;
  switch (outcome) {
    case 'succeeded':
      return `${c.server.name} in Azure synchronises ${c.onPremises.domain} with Microsoft 365: ${plural(users.synchronised, 'user')} arrived, ${users.licensed} have location and licences, ${users.failed.length} need attention.`;
    case null:
      return `The deployment is under way: ${count} are over.`;
    case 'cancelled':
      return `The deployment was cancelled after ${count}.`;
    case 'abandoned':
      return `The deployment was given up after ${count}.`;
    case 'failed':
      return `The deployment failed after ${count}.`;
  }
}
