import assert from 'node:assert/strict';
import { abandonRefusal, decisionRefusal, retryRefusal, skipRefusal } from '../../roadmap/decisions';
import type { Speaker } from '../../roadmap/people';
import { decidersOf, groupsOf } from '../../roadmap/people';
import type { Progress, ProgressEvent } from '../../roadmap/progress';
import { initialProgress, reduce } from '../../roadmap/reducer';
import { foreign, occasionOf } from '../../roadmap/vouching';
import type { Worksheet, WorksheetInput } from '../../worksheet/schema';
import { contoso } from '../support/worksheet';

const group = '0f4b1c2d-3e5a-4b6c-8d7e-9f0a1b2c3d4e';
const ids = {
  anna: 'a0a0a0a0-0000-4000-8000-000000000001',
  pieter: 'a0a0a0a0-0000-4000-8000-000000000002',
  eve: 'a0a0a0a0-0000-4000-8000-000000000003',
};
const declared = (by: string): Speaker => ({ by });
const proven = (name: keyof typeof ids, groups: string[] = [], upn = `${name}@contoso.com`): Speaker => ({
  by: upn,
  person: { objectId: ids[name], userPrincipalName: upn, tokenId: 'uti' },
  groups,
});

const at = '2026-11-25T10:00:00.000Z';
const entra: { trust: 'entra'; clientId: string; operators: string[] } = {
  trust: 'entra',
  clientId: group,
  operators: ['anna@contoso.com'],
};
type Gate = NonNullable<NonNullable<WorksheetInput['gates']>['plan']>;
const worksheetOf = (approvals: WorksheetInput['approvals'], gate: Gate) =>
  contoso((input) => {
    input.approvals = approvals;
    input.gates = { plan: gate };
  });
const opened: ProgressEvent = { type: 'gateOpened', gate: 'plan', at, instructions: [] };
const progressOf = (worksheet: Worksheet, ...events: ProgressEvent[]): Progress =>
  events.reduce(
    reduce,
    initialProgress({ worksheet, workflowId: 'dirsync/contoso', requestedBy: 'anna@contoso.com', at }),
  );
const approve = { gate: 'plan', decision: 'approve', by: 'x' } as const;
const vote = (speaker: Speaker): ProgressEvent => ({
  type: 'gateVoted',
  gate: 'plan',
  vote: { decision: 'approve', by: speaker.by, at, ...(speaker.person ? { person: speaker.person } : {}) },
});

describe('who may decide a gate', () => {
  const table: [string, WorksheetInput['approvals'], Gate, Speaker, boolean][] = [
    ['a name, as declared', undefined, { approvers: ['Anna'] }, declared(' anna '), true],
    ['another name', undefined, { approvers: ['Anna'] }, declared('eve'), false],
    ['anybody where nobody is named', undefined, {}, declared('eve'), true],
    ['by user principal name', entra, { approvers: ['PIETER@contoso.com'] }, proven('pieter'), true],
    ['by object id', entra, { approvers: [ids.pieter.toUpperCase()] }, proven('pieter'), true],
    [
      'by object id after a new name',
      entra,
      { approvers: [ids.pieter] },
      proven('pieter', [], 'fox@contoso.com'),
      true,
    ],
    ['by group', entra, { approvers: [`group:${group}`] }, proven('eve', [group]), true],
    ['not in the group', entra, { approvers: [`group:${group}`] }, proven('eve'), false],
    ['somebody else', entra, { approvers: ['pieter@contoso.com'] }, proven('eve'), false],
    ['an operator where nobody is named', entra, {}, proven('anna'), true],
    ['no operator where nobody is named', entra, {}, proven('eve'), false],
    [
      'an operator where others are named',
      entra,
      { approvers: ['pieter@contoso.com'] },
      proven('anna'),
      false,
    ],
    ['a group that is written as a name', entra, { approvers: [group] }, proven('eve', [group]), false],
  ];
  for (const [what, approvals, gate, speaker, may] of table) {
    it(`${what}: ${may ? 'yes' : 'no'}`, () => {
      const worksheet = worksheetOf(approvals, gate);
      const refusal = decisionRefusal(progressOf(worksheet, opened), worksheet, approve, speaker);
      assert.equal(refusal === undefined, may, refusal);
    });
  }

  it('two of them, who are different people even when one has been renamed', () => {
    const worksheet = worksheetOf(entra, { approvers: Object.values(ids), approvals: 2 });
    const progress = progressOf(worksheet, opened, vote(proven('pieter')));
    const renamed = proven('pieter', [], 'fox@contoso.com');
    assert.match(decisionRefusal(progress, worksheet, approve, renamed)!, /different people/);
    const sameName = proven('eve', [], 'pieter@contoso.com');
    assert.equal(decisionRefusal(progress, worksheet, approve, sameName), undefined);
  });

  it('not who started it, by whatever name, where the requester may not', () => {
    const worksheet = worksheetOf(entra, { approvers: Object.values(ids), requesterMayApprove: false });
    const { person } = proven('anna');
    const progress = progressOf(worksheet, opened, { type: 'requesterProven', person: person! });
    const renamed = proven('anna', [], 'berg@contoso.com');
    assert.match(decisionRefusal(progress, worksheet, approve, renamed)!, /somebody else/);
    assert.equal(
      decisionRefusal(progress, worksheet, { ...approve, decision: 'reject' }, renamed),
      undefined,
    );
    assert.equal(decisionRefusal(progress, worksheet, approve, proven('pieter')), undefined);
  });
});

describe('who may mend', () => {
  const parked: ProgressEvent = {
    type: 'stepParked',
    step: 'name-resolution',
    at,
    problem: { code: 'AuthorizationFailed', message: 'no record', remedy: 'add it' },
  };
  const table: [string, WorksheetInput['approvals'], Speaker, boolean][] = [
    ['anybody where no operators are named', undefined, declared('eve'), true],
    ['an operator by name', { trust: 'namespace', operators: ['Anna'] }, declared('anna'), true],
    ['nobody else', { trust: 'namespace', operators: ['Anna'] }, declared('eve'), false],
    ['an operator who signed in', entra, proven('anna'), true],
    ['an approver who is no operator', entra, proven('pieter'), false],
    ['a member of a group', { ...entra, operators: [`group:${group}`] }, proven('eve', [group]), true],
  ];
  for (const [what, approvals, speaker, may] of table) {
    it(`${what}: ${may ? 'yes' : 'no'}`, () => {
      const worksheet = worksheetOf(approvals, { approvers: ['pieter@contoso.com'] });
      const progress = progressOf(worksheet, parked);
      const step = 'name-resolution';
      const refusals = [
        retryRefusal(progress, worksheet, { step, by: 'x' }, speaker),
        skipRefusal(progress, worksheet, { step, by: 'x', comment: 'y' }, speaker),
        abandonRefusal(progress, worksheet, { by: 'x', comment: 'y' }, speaker),
      ];
      for (const refusal of refusals) assert.equal(refusal === undefined, may, refusal);
    });
  }
});

describe('what is vouched for', () => {
  it('is this opening of a gate, this attempt of a step, this run', () => {
    const worksheet = worksheetOf(entra, { approvers: ['pieter@contoso.com'] });
    const first = progressOf(worksheet, opened);
    const again = progressOf(
      worksheet,
      opened,
      { type: 'gateClosed', gate: 'plan', status: 'rejected' },
      opened,
    );
    const later = initialProgress({ worksheet, workflowId: 'w', requestedBy: 'x', at: `${at}1` });
    const retried = progressOf(worksheet, { type: 'stepStarted', step: 'tunnel', at });
    const retry = { step: 'tunnel', by: 'x' };
    const occasions = [
      occasionOf(first, 'decide', approve),
      occasionOf(again, 'decide', approve),
      occasionOf(reduce(later, opened), 'decide', approve),
      occasionOf(first, 'decide', { ...approve, gate: 'licensing' }),
      occasionOf(first, 'retryStep', retry),
      occasionOf(retried, 'retryStep', retry),
      occasionOf(first, 'abandon', {}),
    ];
    assert.equal(new Set(occasions).size, occasions.length, occasions.join('\n'));
  });

  it('counts for the deployment, tenant and app registration alone', () => {
    const worksheet = worksheetOf(entra, {});
    const statement = {
      workflowId: 'dirsync/contoso',
      tenantId: worksheet.azure.tenantId,
      clientId: group,
      occasion: '',
      name: 'decide',
      message: approve,
      person: proven('anna').person!,
      groups: [],
    } as const;
    const changed = (change: object) =>
      foreign({ ...statement, groups: [], ...change }, 'dirsync/contoso', worksheet);
    assert.equal(changed({}), undefined);
    for (const change of [{ workflowId: 'dirsync/other' }, { tenantId: group }, { clientId: ids.anna }])
      assert.ok(changed(change), JSON.stringify(change));
  });

  it('asks about the groups that the worksheet names', () => {
    const worksheet = worksheetOf(
      { ...entra, operators: [`GROUP:${group.toUpperCase()}`] },
      { approvers: [`group:${group}`, 'a@b.com'] },
    );
    assert.deepEqual(groupsOf(worksheet), [group]);
    assert.deepEqual(decidersOf(worksheet, 'licensing'), worksheet.approvals.operators);
  });
});
