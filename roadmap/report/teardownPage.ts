import { removalInWords, removalsInWords } from '../teardown';
import { fact, framed, scrolling, section } from './frame';
import type { Markup } from './html';
import { html } from './html';
import { decisionsSection } from './decisionsSection';
import { time } from './parts';
import { leftToDoSection, recordSection, stepsSection } from './sections';
import type { RemovalLine, TeardownReport } from './types';

/** The report of a teardown as a page. */
export function renderTeardownHtml(report: TeardownReport): string {
  const decided = { ...report, plan: { checks: report.checks } };
  return framed(`${report.deployment}: teardown report`, report.workflowId, head(report), [
    section('to-do', 'Left to do', leftToDoSection(report)),
    section('resources', 'Resources', scrolling(resources(report))),
    section('tenant', 'Tenant', html`${report.tenant.map((line) => html`<p>${line}</p>`)}`),
    section('decisions', 'Decisions', scrolling(decisionsSection(decided))),
    section('steps', 'Steps', scrolling(stepsSection(report))),
    section('record', 'Corrections and refusals', scrolling(recordSection(report))),
  ]);
}

function head({
  deployment,
  outcome,
  startedAt,
  finishedAt,
  requestedBy,
  source,
  removals,
}: TeardownReport): Markup {
  const look = outcome === 'succeeded' ? 'good' : outcome === null ? 'warn' : 'bad';
  return html`<header>
    <p class="kicker">${outcome ? 'Teardown report' : 'Interim teardown report'}</p>
    <h1>${deployment}</h1>
    <p class="lead">${removalsInWords({ removals })}. Users and licences were not touched.</p>
    <dl class="facts">
      ${fact('Outcome', html`<span class="${look}">${outcome ?? 'still under way'}</span>`)}
      ${fact('Started', time(startedAt))} ${fact('Finished', time(finishedAt))}
      ${fact('Requested by', html`${requestedBy}`)}
      ${fact('Went by', html`${source === 'history' ? 'the deployment’s history and the tags' : 'the tags alone'}`)}
    </dl>
  </header>`;
}

const words: Record<RemovalLine['result'], Markup> = {
  removed: html`<span class="good">removed</span>`,
  absent: html`<span class="quiet">gone already</span>`,
  left: html`<span class="warn">left</span>`,
  pending: html`<span class="quiet">not yet</span>`,
};

function resources({ removals, foreign }: TeardownReport): Markup {
  const rows = [
    ...removals.map((one) => ({ ...one, what: removalInWords(one), word: words[one.result] })),
    ...foreign.map(({ name, type, id }) => ({
      what: `${name} (${type})`,
      id,
      word: words.left,
      reason: 'it is not of this deployment',
    })),
  ];
  return html`<table>
    <caption>
      What was of the deployment, and what else is in its resource group
    </caption>
    <thead>
      <tr>
        <th scope="col">Resource</th>
        <th scope="col">What became of it</th>
        <th scope="col">Why</th>
        <th scope="col">ARM id</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ what, word, reason, id }) =>
          html`<tr>
            <th scope="row">${what}</th>
            <td class="nowrap">${word}</td>
            <td>${reason}</td>
            <td class="who">${id}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
