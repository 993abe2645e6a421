import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { directoryChecks } from '../../../activities/directory';
import { tryJoinAccount, win32Code, type BindOutcome } from '../../../activities/directory/bind';
import { judgeBind, judgeReach } from '../../../activities/directory/judge';
import type { Controller } from '../../../activities/directory/reach';
import type { PreflightCheck } from '../../../roadmap/plan';
import { contoso } from '../../support/worksheet';

const w = contoso();
const controller = (name: string, open: number[], address = '10.10.0.4'): Controller => ({
  name,
  address,
  open,
});
const all = [88, 389, 445, 636];

describe('judging the controllers', () => {
  const cases: [string, Controller[], PreflightCheck['result'], RegExp][] = [
    ['none known', [], 'warning', /not reachable from here: no DNS server/],
    ['all open', [controller('dc1', all)], 'passed', /dc1 \(10\.10\.0\.4\): TCP 88, 389, 445/],
    ['without LDAPS', [controller('dc1', [88, 389, 445])], 'passed', /reachable/],
    ['nothing open', [controller('dc1', [])], 'warning', /^not reachable from here: dc1/],
    [
      'one of two',
      [controller('dc1', all), controller('dc2', [])],
      'warning',
      /^not all reachable from here: dc2 \(10\.10\.0\.4\)$/,
    ],
    ['a closed port', [controller('dc1', [88, 389])], 'warning', /dc1 \(10\.10\.0\.4\) on TCP 445/],
    ['no address', [{ name: 'dc1', open: [] }], 'warning', /dc1 \(no address known\)/],
  ];
  for (const [name, controllers, result, finding] of cases) {
    it(`${name} → ${result}`, () => {
      const check = judgeReach(w, controllers);
      assert.equal(check.result, result);
      assert.match(check.finding, finding);
    });
  }
});

describe('judging the join account', () => {
  const refused = (reason?: number): BindOutcome => ({ kind: 'refused', controller: 'dc1', reason });
  const accepted = { kind: 'accepted', controller: 'dc1', over: 'LDAPS' } as const;
  const cases: [BindOutcome, PreflightCheck['result'], RegExp][] = [
    [{ kind: 'notTried', why: 'no controller' }, 'warning', /not tried from here: no controller/],
    [{ kind: 'unclear', controller: 'dc1', why: 'BusyError 51' }, 'warning', /dc1 gave no clear answer/],
    [refused(), 'failed', /user name or the password is wrong/],
    [refused(0x52e), 'failed', /user name or the password is wrong/],
    [refused(0x525), 'failed', /no such account/],
    [refused(0x530), 'warning', /at this time/],
    [refused(0x531), 'warning', /from everywhere/],
    [refused(0x532), 'failed', /expired/],
    [refused(0x533), 'failed', /disabled/],
    [refused(0x701), 'failed', /account has expired/],
    [refused(0x773), 'failed', /must be changed/],
    [refused(0x775), 'failed', /locked out/],
    [refused(0x57), 'failed', /wrong/],
    [accepted, 'passed', /accepts it \(LDAPS\)$/],
    [{ ...accepted, unit: 'found' }, 'passed', /OU=Servers,DC=corp,DC=contoso,DC=com is there/],
    [{ ...accepted, unit: 'notFound' }, 'failed', /finds no OU=Servers/],
  ];
  for (const [outcome, result, finding] of cases) {
    it(`${JSON.stringify(outcome)} → ${result}`, () => {
      const check = judgeBind(w, outcome);
      assert.equal(check.result, result);
      assert.match(check.finding, finding);
      assert.equal(check.remedy === undefined, result === 'passed');
    });
  }

  it('reads the code in what Active Directory says', () => {
    const said = '80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e, v2580';
    assert.equal(win32Code(said), 1326);
    assert.equal(win32Code('Invalid credentials'), undefined);
  });
});

describe('trying the join account', () => {
  const secret = 'never-in-clear-Pa55';
  const credentials = { account: 'CORP\\svc', password: secret };

  /** Says to every StartTLS request that it is accepted, then goes on without TLS. */
  async function withEavesdropper(work: (port: number) => Promise<void>): Promise<string> {
    const heard: Buffer[] = [];
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => socket.destroy());
      socket.on('data', (data) => {
        heard.push(data);
        // ExtendedResponse, success (RFC 4511, 4.12), for message 1; then the line is cut.
        socket.write(Buffer.from('300c02010178070a010004000400', 'hex'), () => socket.end());
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await work((server.address() as AddressInfo).port);
    } finally {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    return Buffer.concat(heard).toString('latin1');
  }

  it('sends the password nowhere when StartTLS comes to nothing', async () => {
    const heard = await withEavesdropper(async (port) => {
      const outcome = await tryJoinAccount([controller('dc1', [389], '127.0.0.1')], credentials, {
        ports: { ldap: port, ldaps: port },
      });
      assert.equal(outcome.kind, 'notTried');
      assert.match((outcome as { why: string }).why, /dc1: StartTLS/);
    });
    assert.match(heard, /1\.3\.6\.1\.4\.1\.1466\.20037/);
    assert.doesNotMatch(heard, /never-in-clear/);
  });

  it('is not tried where no controller is reachable; the secret is not even read', async () => {
    const started = Date.now();
    const checks = await directoryChecks({
      worksheet: w,
      settings: { overrides: {}, credential: 'default', env: {} },
      resolveSecret: () => assert.fail('read'),
      answers: [{ server: 'dc1 (10.10.0.4)', failure: 'no answer in time' }],
    });
    assert.deepEqual(
      checks.map(({ id, result }) => [id, result]),
      [
        ['domain-controllers', 'warning'],
        ['join-account', 'warning'],
      ],
    );
    assert.ok(Date.now() - started < 2000);
  });
});
