import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import packet, { type Answer } from 'dns-packet';
import { askServers, type DnsAnswer } from '../../../activities/dns/ask';
import { judge, judgeBeforehand, type When } from '../../../activities/dns/judge';
import type { ProblemCode } from '../../../roadmap/problems';
import { contoso } from '../../support/worksheet';

const w = contoso();
const address = '10.24.65.4';
const knows = (server: string, addresses: string[] = []): DnsAnswer => ({
  server,
  controllers: ['dc1.corp.contoso.com'],
  addresses,
});
const silent = (server: string): DnsAnswer => ({ server, failure: 'no answer in time' });

const cases: [string, When, DnsAnswer[], ProblemCode | 'evidence', RegExp?][] = [
  [
    'nobody answers',
    'beforeJoin',
    [silent('dc1'), silent('dc2')],
    'DnsNotAnswering',
    /dc1: no answer in time; dc2/,
  ],
  ['one of two answers', 'beforeJoin', [knows('dc1'), silent('dc2')], 'evidence'],
  [
    'answers, but of another domain',
    'beforeJoin',
    [{ server: 'dc1', controllers: [], addresses: [] }],
    'DnsNotAnswering',
    /know no domain controllers of corp\.contoso\.com/,
  ],
  ['stale record', 'beforeJoin', [knows('dc1', ['10.9.9.9'])], 'DnsRecordWrong', /dc1 says 10\.9\.9\.9/],
  ['record of an earlier run', 'beforeJoin', [knows('dc1', [address])], 'evidence'],
  ['registered on one', 'afterJoin', [knows('dc1', [address]), knows('dc2')], 'evidence'],
  [
    'not registered',
    'afterJoin',
    [knows('dc1'), knows('dc2')],
    'NotReadyYet',
    /No answering DNS server has an A record/,
  ],
  [
    'stale on one',
    'afterJoin',
    [knows('dc1', [address]), knows('dc2', [address, '10.9.9.9'])],
    'DnsRecordWrong',
    /dc2 says/,
  ],
];

describe('name resolution', () => {
  for (const [name, when, answers, expected, message] of cases) {
    it(`${when}: ${name} → ${expected}`, () => {
      const found = judge(w, when, address, answers);
      assert.equal(typeof found.code === 'string' ? found.code : 'evidence', expected);
      if (message) assert.match(String(found.message), message);
    });
  }

  it('says which servers answer and which do not', () => {
    const found = judge(w, 'beforeJoin', address, [knows('dc1'), silent('dc2')]);
    assert.deepEqual('answering' in found && [found.answering, found.notAnswering], [
      ['dc1'],
      ['dc2: no answer in time'],
    ]);
  });

  it('is a warning at most before the tunnel is there', () => {
    const results = judgeBeforehand(w, [knows('dc1'), silent('dc2'), knows('dc3', ['10.9.9.9'])]);
    assert.deepEqual(
      results.map((check) => check.result),
      ['passed', 'warning', 'warning'],
    );
  });
});

describe('asking DNS servers', () => {
  let socket: Socket;
  const answersOf: Record<string, Answer[]> = {
    '_ldap._tcp.dc._msdcs.corp.contoso.com': [
      {
        type: 'SRV',
        name: '_ldap._tcp.dc._msdcs.corp.contoso.com',
        data: { port: 389, target: 'dc1.corp.contoso.com' },
      },
    ],
  };

  before(async () => {
    socket = createSocket('udp4', (message, from) => {
      const query = packet.decode(message);
      const answers = answersOf[query.questions?.[0]?.name ?? ''] ?? [];
      socket.send(
        packet.encode({
          id: query.id,
          type: 'response',
          flags: answers.length > 0 ? 0 : 3, // NXDOMAIN
          questions: query.questions,
          answers,
        }),
        from.port,
        from.address,
      );
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  });
  after(() => socket.close());

  it('tells an answer that there is none from no answer', async () => {
    const { port } = socket.address();
    const settings = {
      // Nobody listens on port 9 (discard) of the loopback interface.
      overrides: { dns: { '10.10.0.4': `127.0.0.1:${port}`, '10.10.0.5': '127.0.0.1:9' } },
      credential: 'default' as const,
      env: {},
    };
    assert.deepEqual(await askServers(w, settings, { timeout: 200, tries: 1 }), [
      { server: 'dc1 (10.10.0.4)', controllers: ['dc1.corp.contoso.com'], addresses: [] },
      { server: 'dc2 (10.10.0.5)', failure: 'connection refused' },
    ]);
  });
});
