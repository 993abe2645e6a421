import assert from 'node:assert/strict';
import { gateInstructions } from '../../roadmap/instructions';
import { addressesOf } from '../../roadmap/addresses';
import type { GateId } from '../../worksheet/schema';
import { gateIds } from '../../worksheet/schema';
import { finishedProgress, samplePlan, sampleWorksheet, startProgress } from './reportFixture';

const worksheet = sampleWorksheet();
const facts = {
  gatewayAddress: '20.61.9.77',
  serverAddress: '10.24.64.4',
  plan: samplePlan,
  preview: {
    synchronised: 412,
    selected: 405,
    seats: [
      { sku: 'ENTERPRISEPACK', needed: 400, free: 398 },
      { sku: 'EMS', needed: 5, free: 9 },
    ],
    warnings: ['scanner-3@contoso.com matches no rule'],
  },
};

describe('gate instructions', () => {
  const places: [string, boolean, string][] = [
    [
      'keyvault:https://kv.example/secrets/key',
      false,
      'Pre-shared key: the secret at keyvault:https://kv.example/secrets/key. ',
    ],
    ['file:/run/secrets/vpn', false, "Pre-shared key: the file /run/secrets/vpn on the worker's machine. "],
    ['file:/run/secrets/vpn', true, "on the worker's machine, made by dirsync unless one was there. "],
  ];
  for (const [sharedKey, generateSharedKey, words] of places) {
    it(`say where the key is: ${sharedKey}${generateSharedKey ? ', generated' : ''}`, () => {
      const changed = sampleWorksheet();
      Object.assign(changed.connection, { sharedKey, generateSharedKey });
      const lines = gateInstructions('vpn-device', changed, facts);
      assert.ok(
        lines.some((line) => line.includes(words)),
        lines.join('\n'),
      );
    });
  }

  const mentions: [GateId, string[]][] = [
    [
      'plan',
      [
        'Of 3 resources, 2 to create, 0 to change, 0 to adopt, 1 left alone; usually about 62 minutes',
        'Warning: Licence seats: ENTERPRISEPACK has 398 free, 400 are expected. What to do: Buy 2 more.',
        'nothing made',
      ],
    ],
    [
      'on-premises-route',
      [
        'Route 10.24.64.0/20',
        'IP protocol 50 (ESP), UDP 500 and UDP 4500 in both directions between 131.107.8.20 and 20.61.9.77',
      ],
    ],
    [
      'vpn-device',
      [
        'IKEv2 to the peer 20.61.9.77',
        'the secret at env:CONTOSO_VPN_KEY',
        'Local prefixes (on-premises): 10.1.0.0/16 and 192.168.40.0/22. Remote prefix (Azure): 10.24.64.0/20.',
        'npx dirsync vpn-script <worksheet>',
      ],
    ],
    ['proxy', ['http://proxy.corp.contoso.com:8080', 'CONTOSO-SYNC1 (10.24.64.4)']],
    ['domain-join', ['join corp.contoso.com in the Computers container', 'file:/run/secrets/join']],
    [
      'entra-connect',
      [
        'express settings',
        'password hash synchronisation',
        'suspends the scheduler',
        'Do not move, rename or delete',
      ],
    ],
    [
      'licensing',
      [
        '412 users synchronised; the rules select 405.',
        'ENTERPRISEPACK: 400 seats needed, 398 free: buy 2 more, or 2 users will go without.',
        'EMS: 5 seats needed, 9 free.',
        'Warning: scanner-3@contoso.com matches no rule',
      ],
    ],
  ];
  for (const [gate, expected] of mentions) {
    it(`says what is to be done at ${gate}`, () => {
      const text = gateInstructions(gate, worksheet, facts).join('\n');
      for (const part of expected) assert.ok(text.includes(part), `${gate} does not say: ${part}\n${text}`);
    });
  }

  it('ends each gate with when to approve, and says nothing undefined without facts', () => {
    for (const gate of gateIds) {
      const lines = gateInstructions(gate, worksheet, {});
      assert.match(lines.at(-1)!, /^Approve (to|when)/);
      assert.doesNotMatch(lines.join('\n'), /undefined|null|NaN/);
    }
  });

  it('offers the script of the device that the worksheet names, and states its IPsec policy', () => {
    const { connection } = worksheet;
    assert.ok(connection.kind === 'vpn');
    const device = { vendor: 'Cisco', family: 'ISR', firmware: 'IOS 15.1' };
    const ipsecPolicy = {
      saLifeTimeSeconds: 27000,
      saDataSizeKilobytes: 102400000,
      ipsecEncryption: 'GCMAES256',
      ipsecIntegrity: 'GCMAES256',
      ikeEncryption: 'AES256',
      ikeIntegrity: 'SHA384',
      dhGroup: 'DHGroup14',
      pfsGroup: 'PFS2048',
    } as const;
    const own = sampleWorksheet({ connection: { ...connection, device, ipsecPolicy } });
    const text = gateInstructions('vpn-device', own, facts).join('\n');
    assert.match(text, /Cisco ISR IOS 15\.1: `npx dirsync vpn-script/);
    assert.match(text, /IKE: AES256, SHA384, DHGroup14\. IPsec: GCMAES256, GCMAES256, PFS PFS2048/);
  });
});

describe('addresses in the evidence', () => {
  it('are those of the gateway and of the server', () => {
    assert.deepEqual(addressesOf(finishedProgress()), {
      gatewayAddress: '20.61.9.77',
      serverAddress: '10.24.64.4',
    });
  });
  it('are absent before their steps are done', () => {
    assert.deepEqual(addressesOf(startProgress(worksheet)), {
      gatewayAddress: undefined,
      serverAddress: undefined,
    });
  });
});
