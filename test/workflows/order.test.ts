import assert from 'node:assert/strict';
import type { WorksheetInput } from '../../worksheet/schema';
import { gateIds } from '../../worksheet/schema';
import { mockActivities } from '../support/activities';
import { openTimeSkipping } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';

const installer = 'beginGuestScript install-entra-connect';
const tunnel = 'awaitTunnel';
const names = 'checkNameResolution';
const join = 'beginResource domainJoin';

const withoutProxy = (input: WorksheetInput) => delete input.proxy;

type Case = [what: string, change: (input: WorksheetInput) => unknown, order: string[]];

const cases: Case[] = [
  ['with a proxy, the installer is fetched by a member', () => undefined, [tunnel, names, join, installer]],
  ['without one, beside the gateway', withoutProxy, [installer, tunnel, names, join]],
  [
    'with no way out but through the site, by a member',
    (input) => withoutProxy(input) && (input.virtualNetwork.outbound = 'none'),
    [tunnel, names, join, installer],
  ],
  [
    'in a network that reaches everything already, before the join',
    (input) => {
      withoutProxy(input);
      Object.assign(input.virtualNetwork, { existing: true, outbound: 'none' });
      input.connection = { kind: 'existing' };
    },
    [installer, names, join],
  ],
];

describe('what runs before what', () => {
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  for (const [what, change, order] of cases) {
    it(what, async () => {
      // Only what is held up by the gateway can be seen to come after what is not.
      let installed: () => void = () => undefined;
      const afterInstaller = new Promise<void>((resolve) => (installed = resolve));
      const early = order[0] === installer;
      const { activities, calls } = mockActivities({
        awaitTunnel: async () => {
          if (early) await afterInstaller;
          return { evidence: {} };
        },
        awaitGuestScript: async ({ handle }) => {
          if (handle.script === 'install-entra-connect') installed();
          return { evidence: {} };
        },
      });
      const worksheet = contoso((input) => {
        input.gates = Object.fromEntries(gateIds.map((id) => [id, { automatic: true }]));
        change(input);
      });
      await server.deployment({ worksheet, requestedBy: 'test' }, activities, async (handle) => {
        assert.equal((await handle.result()).outcome, 'succeeded');
        const seen = calls.filter((call, index) => order.includes(call) && calls.indexOf(call) === index);
        const comparable = early ? seen.filter((call) => call !== tunnel) : seen;
        assert.deepEqual(
          comparable,
          order.filter((call) => !early || call !== tunnel),
        );
      });
    });
  }
});
