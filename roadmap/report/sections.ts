import { evidenceWords } from '../evidence';
import { phases } from '../steps';
import { duration, plural } from '../words';
import type { Markup } from './html';
import { html } from './html';
import { proof, time } from './parts';
import type { Report, ReportStep } from './types';

export function leftToDoSection({ leftToDo }: Pick<Report, 'leftToDo'>): Markup {
  if (leftToDo.length === 0) return html`<p>Nothing.</p>`;
  return html`<ol class="todo">
    ${leftToDo.map((item) => html`<li>${item}</li>`)}
  </ol>`;
}

export function usersSection({ users }: Report): Markup {
  const { synchronised, licensed, failed } = users;
  const count = `${plural(synchronised, 'user')} synchronised, ${licensed} with location and licences, ${failed.length} without.`;
  if (failed.length === 0) return html`<p>${count}</p>`;
  return html`<p>${count}</p>
    <table>
      <caption>
        Users that did not get what their rule gives
      </caption>
      <thead>
        <tr>
          <th scope="col">User</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        ${failed.map(
          ({ user, reason }) =>
            html`<tr>
              <th scope="row">${user}</th>
              <td>${reason}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

const statusWords: Record<ReportStep['status'], Markup> = {
  done: html`<span class="good">done</span>`,
  running: html`running`,
  waiting: html`<span class="warn">waits</span>`,
  parked: html`<span class="bad">needs a person</span>`,
  stopped: html`<span class="bad">stopped</span>`,
  skipped: html`<span class="warn">skipped</span>`,
  notNeeded: html`<span class="quiet">not needed</span>`,
  pending: html`<span class="quiet">not begun</span>`,
};

export function stepsSection({ steps }: Pick<Report, 'steps'>): Markup {
  const groups = phases.map(({ id, title }) => ({ title, steps: steps.filter((step) => step.phase === id) }));
  return html`<table class="steps">
    <caption>
      The roadmap's steps with their evidence
    </caption>
    <thead>
      <tr>
        <th scope="col">Step</th>
        <th scope="col">Status</th>
        <th scope="col">Begun, and how long it took</th>
        <th scope="col">Evidence</th>
      </tr>
    </thead>
    ${groups
      .filter((group) => group.steps.length > 0)
      .map(
        (group) =>
          html`<tbody>
            <tr class="phase">
              <th scope="rowgroup" colspan="4">${group.title}</th>
            </tr>
            ${group.steps.map(stepRow)}
          </tbody>`,
      )}
  </table>`;
}

function stepRow(step: ReportStep): Markup {
  const took =
    step.startedAt && step.finishedAt
      ? duration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))
      : null;
  const attempts = step.attempts > 1 ? `${step.attempts} attempts` : null;
  return html`<tr>
    <th scope="row">${step.title}</th>
    <td class="nowrap">${statusWords[step.status]}</td>
    <td>
      ${step.startedAt ? time(step.startedAt) : ''}
      <div class="quiet">${[took, attempts].filter(Boolean).join('; ')}</div>
    </td>
    <td>
      <ul>
        ${evidenceWords(step.evidence).map(
          ([name, value]) => html`<li><span class="name">${name}</span> ${value}</li>`,
        )}
        ${step.note ? html`<li>${step.note}</li>` : ''}
        ${step.problem ? html`<li>${step.problem.message} ${step.problem.remedy}</li>` : ''}
      </ul>
    </td>
  </tr>`;
}

export function recordSection({
  mends,
  corrections,
  refusals,
  abandoned,
}: Pick<Report, 'mends' | 'corrections' | 'refusals' | 'abandoned'>): Markup {
  const entries = [
    ...mends.map((mend) => ({ ...mend, what: `Answered: ${mend.what}`, why: mend.comment })),
    ...corrections.map(({ at, by, comment, changes, person }) => ({
      at,
      by,
      person,
      what: `Worksheet corrected: ${changes.join('; ')}`,
      why: comment,
    })),
    ...refusals.map(({ at, by, what, reason }) => ({
      at,
      by,
      person: undefined,
      what: `Refused: ${what}`,
      why: reason,
    })),
    ...(abandoned ? [{ ...abandoned, what: 'Abandoned', why: abandoned.comment }] : []),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  if (entries.length === 0)
    return html`<p>Nothing had to be answered or corrected, and nothing was refused.</p>`;
  return html`<table>
    <caption>
      Answers to steps that needed a person, corrections of the worksheet, and what was said and did not count
    </caption>
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">Who</th>
        <th scope="col">What</th>
        <th scope="col">Why</th>
      </tr>
    </thead>
    <tbody>
      ${entries.map(
        ({ at, by, person, what, why }) =>
          html`<tr>
            <td class="nowrap">${time(at)}</td>
            <td class="who">${by}${proof(person)}</td>
            <td>${what}</td>
            <td>${why}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
