import type { Plan } from '../plan';
import { listed, plural } from '../words';
import type { Markup } from './html';
import { html } from './html';
import { proof, time } from './parts';
import type { Report, ReportGate } from './types';

/** What the section reads, of deployment and teardown. */
type Decided = Pick<Report, 'gates' | 'trust' | 'trustMode' | 'requestedBy' | 'requester'> & {
  plan: Pick<Plan, 'checks'> | null;
};

export function decisionsSection(report: Decided): Markup {
  const warnings = report.plan?.checks.filter(({ result }) => result !== 'passed') ?? [];
  const heeded = warnings.map(
    ({ title, finding, remedy }) => html`<li>${title}: ${finding}${remedy ? ` ${remedy}` : ''}</li>`,
  );
  return html`${trustWords(report)}${
      heeded.length > 0
        ? html`<p>The plan had ${plural(heeded.length, 'warning')} when it was put up for approval:</p>
            <ul>
              ${heeded}
            </ul>`
        : ''
    }
    <table>
      <caption>
        Gates: who could decide, and what was decided
      </caption>
      <thead>
        <tr>
          <th scope="col">Gate</th>
          <th scope="col">Who may decide</th>
          <th scope="col">Decision</th>
          <th scope="col">By, when and why</th>
        </tr>
      </thead>
      <tbody>
        ${report.gates.map(
          (gate) =>
            html`<tr>
              <th scope="row">${gate.title}</th>
              <td>${whoMay(report, gate)}</td>
              <td class="nowrap">${decisionWord(gate)}</td>
              <td>
                <ul>
                  ${gate.decisions.map(
                    ({ by, at, decision, comment, person }) =>
                      html`<li>
                        ${by}${proof(person)}${gate.decisions.length > 1 ? ` (${decision})` : ''},
                        ${time(at)}${comment ? `: ${comment}` : ''}
                      </li>`,
                  )}
                </ul>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

/** What the names below are worth. */
function trustWords({ trustMode, requestedBy, requester }: Decided): Markup {
  if (trustMode === 'entra') {
    return html`<p>
      Everybody named here signed in with Entra ID. Asked for by
      ${requestedBy}${proof(requester ?? undefined)}.
    </p>`;
  }
  return html`<p>
    <span class="warn">Names are as declared, and nobody's proof:</span> whoever could signal the workflow
    could decide in the name of anybody.
  </p>`;
}

function whoMay({ trust }: Decided, gate: ReportGate): Markup {
  const settings = trust.find((one) => one.gate === gate.id);
  if (settings?.automatic) return html`nobody is asked`;
  if (!settings || settings.anybody)
    return html`<span class="warn">anybody who can reach the workflow</span>`;
  const several = settings.approvalsNeeded > 1 ? `; ${settings.approvalsNeeded} of them` : '';
  const requester = settings.requesterMayApprove ? '' : '; not who started it';
  return html`${listed(settings.approvers, 'or')}${several}${requester}`;
}

function decisionWord({ status }: ReportGate): Markup {
  const words = {
    approved: html`<span class="good">approved</span>`,
    rejected: html`<span class="bad">rejected</span>`,
    expired: html`<span class="bad">expired</span>`,
    open: html`<span class="warn">waits</span>`,
    closed: html`<span class="quiet">not reached</span>`,
  };
  return words[status];
}
