import { duration, plural } from '../words';
import { configurationSection } from './configurationSection';
import type { Markup } from './html';
import { html } from './html';
import {
  decisionsSection,
  leftToDoSection,
  recordSection,
  stepsSection,
  time,
  usersSection,
} from './sections';
import { style } from './style';
import type { Report } from './types';

/** One self-contained page: no script, nothing fetched (its policy forbids both), printable on A4. */
export function renderHtml(report: Report): string {
  const page = html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${report.deployment}: hand-over report</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        ${head(report)}
        <main>
          ${section('to-do', 'Left to do', leftToDoSection(report))}
          ${section('configuration', report.outcome === 'succeeded' ? 'Resulting configuration' : 'Intended configuration', configurationSection(report))}
          ${section('users', 'Users', usersSection(report))}
          ${section('decisions', 'Decisions', html`<div class="scroll">${decisionsSection(report)}</div>`)}
          ${section('steps', 'Steps', html`<div class="scroll">${stepsSection(report)}</div>`)}
          ${section('record', 'Corrections and refusals', html`<div class="scroll">${recordSection(report)}</div>`)}
        </main>
        <footer>
          <p>
            Made by dirsync from the history of workflow ${report.workflowId}. It holds references to secrets,
            and no secret.
          </p>
        </footer>
      </body>
    </html>`;
  return `${page.markup.replace(/^ +/gm, '')}\n`;
}

const section = (id: string, title: string, content: Markup): Markup =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;

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

const fact = (name: string, value: Markup): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

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
