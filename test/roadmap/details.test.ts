import assert from 'node:assert/strict';
import { renderCurrentDetails } from '../../roadmap/details';
import { at, finishedProgress, parked, play, sampleWorksheet, startProgress } from './reportFixture';

const beginning = startProgress(sampleWorksheet());

describe('current details', () => {
  it('name what waits, for whom, and the commands that answer it', () => {
    const waiting = play(beginning, [
      { type: 'stepDone', step: 'preflight', at: at(1), evidence: {} },
      { type: 'stepStarted', step: 'plan-approval', at: at(1) },
      {
        type: 'gateOpened',
        gate: 'plan',
        at: at(1),
        instructions: ['Read <it> all', 'Approve by `x --by <you>`, not *now* -- `'],
      },
      { type: 'gateVoted', gate: 'plan', vote: { decision: 'approve', by: 'anna@contoso.com', at: at(2) } },
      { type: 'stepStarted', step: 'gateway', at: at(1) },
    ]);
    assert.equal(
      renderCurrentDetails(waiting),
      `**contoso**: Plan; 1 of 29 steps done

### Waiting for people

**Approval of the plan** (gate \`plan\`): open since 24 November 2026, 08:01 UTC; 1 of 2 approvals

1. Read \\<it> all
2. Approve by \`x --by <you>\`, not \\*now\\* \\-- \\\`

Who decides: anna@contoso.com or bram@contoso.com

- Approve: \`npx dirsync approve contoso plan --by <you>\`
- Reject: \`npx dirsync reject contoso plan --by <you> --comment "<why>"\`
- Approve on this page: More Actions, Send an Update, \`decide\` with the input \`{"gate":"plan","decision":"approve","by":"<you>"}\`
- Approve with Temporal's command line: \`temporal workflow signal --workflow-id dirsync/contoso --name decide --input '{"gate":"plan","decision":"approve","by":"<you>"}'\`

### Running

- Virtual network gateway: since 24 November 2026, 08:01 UTC; usually about 35 minutes
`,
    );
  });

  it('give problem, remedy and commands of a parked step', () => {
    const details = renderCurrentDetails(play(beginning, [parked]));
    assert.match(
      details,
      /### To be put right\n\n\*\*Domain join\*\* \(step `domain-join`, DomainCredentialsRefused\)/,
    );
    assert.match(details, /What to do: Put the password/);
    assert.match(details, /npx dirsync retry contoso domain-join --by <you>/);
    assert.doesNotMatch(details, /dirsync skip/);
    assert.match(details, /To give up instead: `npx dirsync abandon contoso/);
  });

  it('offer to skip where that is safe', () => {
    const details = renderCurrentDetails(play(beginning, [{ ...parked, step: 'proxy' } as typeof parked]));
    assert.match(details, /npx dirsync skip contoso proxy --by <you>/);
  });

  it('end with the outcome and the users', () => {
    assert.equal(
      renderCurrentDetails(finishedProgress()),
      '**contoso**: succeeded, 24 November 2026, 11:44 UTC; 29 of 29 steps; 412 users synchronised, 402 licensed, 3 failed\n',
    );
  });
});
