import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import pino from 'pino';
import { MockAgent } from 'undici';
import { problemOf } from '../../../activities/failures';
import { createNotifyActivities } from '../../../activities/notify';
import type { ProblemCode } from '../../../roadmap/problems';
import { contoso } from '../../support/worksheet';

const address = 'https://hooks.contoso.example/T0K3N';
const notice = { subject: 'Plan waits', text: 'dirsync approve contoso plan', to: ['anna.berg@contoso.com'] };
const withWebhook = contoso((input) => {
  input.notify = { webhook: 'env:WEBHOOK' };
});

describe('notify', () => {
  let agent: MockAgent;
  let lines: string[];
  const notify = (worksheet = withWebhook, resolved = address) =>
    createNotifyActivities({
      settings: { overrides: {}, credential: 'default', env: {} },
      resolveSecret: async () => resolved,
      logger: pino(
        new Writable({
          write(chunk, _encoding, done) {
            lines.push(String(chunk));
            done();
          },
        }),
      ),
      dispatcher: agent,
    }).notify({ worksheet, notice });

  beforeEach(() => {
    lines = [];
    agent = new MockAgent();
    agent.disableNetConnect();
  });
  afterEach(() => agent.close());
  const hook = () => agent.get('https://hooks.contoso.example').intercept({ path: '/T0K3N', method: 'POST' });

  it('posts the notice and logs it', async () => {
    let body: unknown;
    hook().reply(200, (request) => {
      body = JSON.parse(request.body as string);
      return 'ok';
    });
    await notify();
    assert.deepEqual(body, { deployment: 'contoso', ...notice });
    assert.match(lines.join(''), /Plan waits/);
    assert.doesNotMatch(lines.join(''), /T0K3N/);
  });

  it('logs only where the worksheet names no webhook', async () => {
    await notify(
      contoso((input) => {
        delete input.notify;
      }),
    );
    assert.equal(lines.length, 1);
  });

  const failures: [string, () => void, string, ProblemCode][] = [
    ['an error of the webhook', () => hook().reply(500, 'T0K3N'), address, 'ServiceUnavailable'],
    [
      'a broken connection',
      () => hook().replyWithError(Object.assign(new Error(`connect ${address}`), { code: 'ECONNRESET' })),
      address,
      'NetworkFailure',
    ],
    ['plain http', () => undefined, 'http://hooks.contoso.example/T0K3N', 'SecretUnsuitable'],
  ];
  for (const [name, prepare, resolved, code] of failures) {
    it(`fails for ${name} without showing the address`, async () => {
      prepare();
      await assert.rejects(notify(withWebhook, resolved), (error) => {
        assert.equal(problemOf(error)?.code, code);
        assert.doesNotMatch(JSON.stringify(error) + String(error), /T0K3N/);
        return true;
      });
    });
  }
});
