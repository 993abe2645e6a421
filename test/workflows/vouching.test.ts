import assert from 'node:assert/strict';
import { SignJWT } from 'jose';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { createIdentityActivities } from '../../activities/identity';
import { sealVoucher } from '../../activities/identity/voucher';
import type { DeploymentInput, MessageName, Receipt } from '../../roadmap/messages';
import { licencesWorkflowType, messageNames, vouchedUpdate } from '../../roadmap/messages';
import type { Statement } from '../../roadmap/vouching';
import { deployName, occasionOf } from '../../roadmap/vouching';
import { gateIds } from '../../worksheet/schema';
import { failure, mockActivities } from '../support/activities';
import { approvalsApp } from '../support/people';
import type { Handle } from '../support/timeSkipping';
import { isOpen, isParked, openTimeSkipping, progressOf, until } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';

const key = Buffer.alloc(32, 5);
const { clientId } = approvalsApp;
const person = (name: string, n: number) => ({
  objectId: `a0a0a0a0-0000-4000-8000-00000000000${n}`,
  userPrincipalName: `${name}@contoso.com`,
  tokenId: `uti-of-${name}`,
});
const anna = person('anna.berg', 1);
const pieter = person('pieter.vos', 2);
const eve = person('eve', 3);

/** Two must approve the plan, none of them who started it; every other gate is automatic. */
const worksheet = contoso((input) => {
  input.approvals = { trust: 'entra', clientId, operators: [anna.userPrincipalName] };
  input.gates = Object.fromEntries(
    gateIds.filter((id) => input.gates?.[id]).map((id) => [id, { automatic: true }]),
  );
  input.gates.plan = {
    approvers: [anna.userPrincipalName, pieter.objectId, 'lisa@contoso.com'],
    approvals: 2,
    requesterMayApprove: false,
    remindEvery: '1 day',
  };
});
const { tenantId } = worksheet.azure;

describe('a deployment that takes the word of signed-in people only', () => {
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  const statementOf = async (
    handle: Handle,
    name: MessageName,
    message: object,
    who: Statement['person'],
    changes: Partial<Statement> = {},
  ): Promise<Statement> => ({
    tenantId,
    clientId,
    workflowId: handle.workflowId,
    occasion: occasionOf(await progressOf(handle), name, message),
    name,
    message,
    person: who,
    groups: [],
    ...changes,
  });
  const approve = { gate: 'plan', decision: 'approve' };
  const update = (handle: Handle, argument: unknown): Promise<Receipt> =>
    handle.executeUpdate<Receipt, [unknown]>(vouchedUpdate, { args: [argument] });
  const sayAs = async (
    handle: Handle,
    who: Statement['person'],
    message: object = approve,
    name: MessageName = 'decide',
  ) => update(handle, { voucher: await sealVoucher(await statementOf(handle, name, message, who), key) });

  async function refusalOf(saying: Promise<unknown>): Promise<string> {
    try {
      await saying;
    } catch (error) {
      assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
      assert.ok(error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'Refused');
      return error.cause.message;
    }
    throw new Error('it counted');
  }

  /** The deployment's id is the test's, so the voucher for the start is made by it. */
  const run = async (
    test: (handle: Handle) => Promise<void>,
    changes: Parameters<typeof mockActivities>[0] = {},
    start: (statement: Statement) => Partial<Statement> | undefined = () => ({}),
  ) => {
    const identity = createIdentityActivities({ voucherKey: key });
    const { activities } = mockActivities({ ...identity, ...changes });
    const input = async (workflowId: string): Promise<DeploymentInput> => {
      const statement: Statement = {
        tenantId,
        clientId,
        workflowId,
        occasion: deployName,
        name: deployName,
        message: { worksheet },
        person: anna,
        groups: [],
      };
      const change = start(statement);
      const voucher = change && (await sealVoucher({ ...statement, ...change }, key));
      return { worksheet, requestedBy: 'whoever', voucher };
    };
    await server.deployment(input, activities, test);
  };

  it('counts what is vouched for: four eyes of other people than the requester, each once', () =>
    run(async (handle) => {
      const { requestedBy, requester, trust } = await until(handle, isOpen('plan'));
      assert.deepEqual([trust, requestedBy, requester], ['entra', anna.userPrincipalName, anna]);
      assert.match(await refusalOf(sayAs(handle, anna)), /must be approved by somebody else/);
      assert.match(await refusalOf(sayAs(handle, eve)), /may not decide/);
      assert.match((await sayAs(handle, pieter)).message, /1 of 2/);
      const renamed = { ...pieter, userPrincipalName: 'lisa@contoso.com' };
      assert.match(await refusalOf(sayAs(handle, renamed)), /has approved .* already/);
      assert.match((await sayAs(handle, person('lisa', 4))).message, /is approved/);
      assert.equal((await handle.result()).outcome, 'succeeded');
      const { gates, refusals } = await progressOf(handle);
      const { decisions } = gates.find(({ id }) => id === 'plan')!;
      assert.deepEqual(
        decisions.map((one) => one.person),
        [pieter, person('lisa', 4)],
      );
      assert.deepEqual(
        refusals.map(({ by }) => by),
        ['anna.berg@contoso.com', 'eve@contoso.com', 'lisa@contoso.com'],
      );
    }));

  it('does not count what nobody vouches for, by update or by signal, whatever it says', () =>
    run(async (handle) => {
      await until(handle, isOpen('plan'));
      const by = pieter.userPrincipalName;
      const plain: [MessageName, object][] = [
        ['decide', { ...approve, by }],
        ['decide', { ...approve, by, person: pieter }],
        ['retryStep', { step: 'plan-approval', by }],
        ['skipStep', { step: 'plan-approval', by, comment: 'x' }],
        ['abandon', { by, comment: 'x' }],
      ];
      for (const [name, message] of plain) {
        const saying = handle.executeUpdate(messageNames[name], { args: [message] });
        assert.match(await refusalOf(saying), /people who signed in only.*npx dirsync/);
        await handle.signal(messageNames[name], message);
      }
      await handle.signal(vouchedUpdate, { voucher: 'x' });
      const progress = await until(handle, ({ refusals }) => refusals.length === plain.length);
      assert.equal(progress.gates.find(({ id }) => id === 'plan')!.decisions.length, 0);
      assert.equal(progress.outcome, undefined);
    }));

  it('refuses a voucher that is forged, too late, used, or about something else', () =>
    run(async (handle) => {
      await until(handle, isOpen('plan'));
      const good = await statementOf(handle, 'decide', approve, pieter);
      const sealed = (changes: Partial<Statement>) => sealVoucher({ ...good, ...changes }, key);
      const late = new SignJWT({ statement: good })
        .setProtectedHeader({ alg: 'HS256', typ: 'dirsync-voucher+jwt' })
        .setIssuer('dirsync')
        .setJti('late')
        .setExpirationTime('-1 second');
      const wrong: [string, Promise<string>, RegExp][] = [
        ['by another key', sealVoucher(good, Buffer.alloc(32, 6)), /not by a worker/],
        ['too late', late.sign(key), /too late/],
        ['to another deployment', sealed({ workflowId: 'dirsync/other' }), /said to dirsync\/other/],
        ['another tenant', sealed({ tenantId: clientId }), /another tenant/],
        ['another application', sealed({ clientId: tenantId }), /another tenant or app/],
        ['another opening', sealed({ occasion: `${good.occasion}1` }), /another occasion/],
        ['another gate', sealed({ message: { ...approve, gate: 'licensing' } }), /another occasion/],
        ['a gate that is none', sealed({ message: { ...approve, gate: 'plna' } }), /^gate: /],
        ['a start', sealed({ name: deployName }), /Nothing of the name deploy/],
        ['no voucher', Promise.resolve('a.b.c'), /not by a worker/],
      ];
      for (const [what, voucher, reason] of wrong)
        assert.match(await refusalOf(update(handle, { voucher: await voucher })), reason, what);
      assert.match(await refusalOf(update(handle, {})), /^voucher: /);

      // A second key press sends the same voucher twice at once; only one of them counts.
      const once = await sealVoucher(good, key);
      const both = await Promise.allSettled([
        update(handle, { voucher: once }),
        update(handle, { voucher: once }),
      ]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.match(await refusalOf(update(handle, { voucher: once })), /counts once/);
      assert.equal((await progressOf(handle)).gates[0]!.decisions.length, 1);
    }));

  it('lets operators mend, and refuses an answer to an earlier attempt and a change of who decides', () =>
    run(
      async (handle) => {
        await until(handle, isOpen('plan'));
        await sayAs(handle, pieter);
        await sayAs(handle, person('lisa', 4));
        await until(handle, isParked('resource-group'));
        const retry = { step: 'resource-group' };
        const stale = await sealVoucher(await statementOf(handle, 'retryStep', retry, anna), key);
        assert.match(await refusalOf(sayAs(handle, pieter, retry, 'retryStep')), /no operator/);
        const gates = {
          ...worksheet.gates,
          plan: { ...worksheet.gates.plan, approvals: 1, approvers: [eve.userPrincipalName] },
        };
        const taken = { ...retry, comment: 'a new approver', worksheet: { ...worksheet, gates } };
        assert.match(await refusalOf(sayAs(handle, anna, taken, 'retryStep')), /gates.*who mends must not/);
        await sayAs(handle, anna, retry, 'retryStep');
        await until(handle, (progress) => {
          const step = progress.steps.find(({ id }) => id === 'resource-group')!;
          return step.status === 'parked' && step.attempts === 2;
        });
        assert.match(await refusalOf(update(handle, { voucher: stale })), /another occasion/);
        await sayAs(handle, anna, { comment: 'enough' }, 'abandon');
        assert.equal((await handle.result()).outcome, 'abandoned');
        const { mends, abandoned } = await progressOf(handle);
        assert.deepEqual(
          mends.map(({ what, person: who }) => [what, who]),
          [['retry of resource-group', anna]],
        );
        assert.deepEqual(abandoned!.person, anna);
      },
      { ensureProviders: () => Promise.reject(failure('AuthorizationFailed')) },
    ));

  const starts: [string, (statement: Statement) => Partial<Statement> | undefined, RegExp][] = [
    ['nobody', () => undefined, /somebody who signs in/],
    ['a voucher for something else', () => ({ name: 'abandon' }), /not to deploy/],
    [
      'a voucher for another worksheet',
      () => ({ message: { worksheet: { ...worksheet, gates: {} } } }),
      /not the one/,
    ],
    ['a voucher for another deployment', () => ({ workflowId: 'dirsync/other' }), /dirsync\/other/],
  ];
  for (const [what, start, reason] of starts) {
    it(`does not begin for ${what}`, () =>
      run(
        async (handle) => {
          await assert.rejects(handle.result(), (error) => {
            assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
            assert.equal(error.cause.type, 'Refused');
            assert.match(error.cause.message, reason);
            return true;
          });
        },
        { preflight: () => Promise.reject(new Error('it has begun')) },
        start,
      ));
  }

  it('can not be vouched for where names are as declared', async () => {
    const { activities } = mockActivities();
    await server.deployment({ worksheet: contoso(), requestedBy: 'anna' }, activities, async (handle) => {
      await until(handle, isOpen('plan'));
      assert.match(await refusalOf(sayAs(handle, anna)), /names as declared/);
    });
  });

  it('assigns no licences for somebody who starts that part alone', async () => {
    const pages: unknown[] = [];
    const assignLicencePage = async (input: unknown) => {
      pages.push(input);
      return { licensed: 0, unselected: 0, failed: [] };
    };
    const taskQueue = 'licences-alone';
    const worker = await server.workerOf(taskQueue, mockActivities({ assignLicencePage }).activities);
    const { workflow } = server.environment.client;
    const options = { taskQueue, workflowId: taskQueue, args: [{ worksheet }] };
    await worker.runUntil(
      assert.rejects(workflow.execute(licencesWorkflowType, options), (error) => {
        assert.match(String((error as Error).cause), /by a deployment only/);
        return true;
      }),
    );
    assert.deepEqual(pages, []);
  });

  it('says so when the worker has no key', () =>
    run(async (handle) => {
      await assert.rejects(handle.result(), (error) => {
        assert.ok(error instanceof WorkflowFailedError);
        assert.match(error.cause!.message, /DIRSYNC_VOUCHER_KEY/);
        return true;
      });
    }, createIdentityActivities({})));
});
