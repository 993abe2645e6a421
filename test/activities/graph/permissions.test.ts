import assert from 'node:assert/strict';
import { problemOf } from '../../../activities/failures';
import { createGraphActivities } from '../../../activities/graph';
import { tenantChecks } from '../../../activities/graph/tenantChecks';
import type { LicencePage } from '../../../activities/api';
import { tenantState } from '../../../simulator/graph/state';
import { provision } from '../../../simulator/guest/provision';
import { application } from '../../simulator/core.support';
import { openEnterprise, type Enterprise } from '../guest/enterprise';

/** What docs/graph-permissions.md asks for. */
const asked = ['Organization.Read.All', 'User.ReadWrite.All', 'GroupMember.Read.All'];

describe('the application permissions of docs/graph-permissions.md', () => {
  let enterprise: Enterprise;
  const since = new Date(0).toISOString();
  before(async () => {
    enterprise = await openEnterprise(6);
    provision(enterprise.simulator.world, new Date().toISOString());
  });
  after(() => enterprise.stop());

  /** Everything that is done in the tenant, by a worker that got its token just now; what it says, step by step. */
  async function roadmap(permissions: string[]) {
    const { staff, worksheet, run } = enterprise;
    await staff('PUT', `/tenant/applications/${application.clientId}/permissions`, { permissions });
    const settings = { ...enterprise.settings };
    const graph = createGraphActivities({ settings, pollIntervalMs: 10, polls: 1 });
    const said: Record<string, string> = {};
    const checks = await tenantChecks(worksheet, settings, { serverExists: true });
    said.plan = checks
      .filter(({ result }) => result === 'failed')
      .map(({ finding, remedy }) => `${finding} ${remedy}`)
      .join(' ');
    let page: LicencePage | undefined;
    const parts: Record<string, () => Promise<unknown>> = {
      synchronisation: () => graph.awaitTenantSynchronisation({ worksheet, since }),
      preview: () => graph.previewLicences({ worksheet }),
      licences: async () => (page = await graph.assignLicencePage({ worksheet })),
    };
    for (const [name, part] of Object.entries(parts)) {
      said[name] = await run(part).then(
        () => '',
        (error: unknown) => {
          const found = problemOf(error);
          if (found?.code !== 'AuthorizationFailed') throw error;
          return `${found.message} ${found.remedy}`;
        },
      );
    }
    return { said, page };
  }
  const nothing = { plan: '', synchronisation: '', preview: '', licences: '' };
  const withdraw = (locations: boolean) => {
    for (const user of tenantState(enterprise.simulator.world).users) {
      user.assignedLicenses = [];
      user.usageLocation = locations ? 'NL' : null;
    }
  };

  for (const [missing, parts, permission] of [
    ['Organization.Read.All', ['plan', 'synchronisation', 'preview', 'licences'], 'Organization.Read.All'],
    ['GroupMember.Read.All', ['preview', 'licences'], 'GroupMember.Read.All'],
    ['User.ReadWrite.All', ['synchronisation', 'preview', 'licences'], 'User.Read.All'],
  ] as const) {
    it(`can't do without ${missing}, and says so`, async () => {
      const { said } = await roadmap(asked.filter((one) => one !== missing));
      assert.deepEqual(
        Object.keys(said).filter((part) => said[part] !== ''),
        parts,
      );
      assert.match(
        Object.values(said).join(' '),
        new RegExp(`Insufficient privileges.*permission ${permission} `),
      );
    });
  }

  it('needs to write users where one has no location yet', async () => {
    const { said } = await roadmap([
      'Organization.Read.All',
      'User.Read.All',
      'GroupMember.Read.All',
      'LicenseAssignment.ReadWrite.All',
    ]);
    assert.match(said.licences!, /Insufficient privileges.*permission User\.ReadWrite\.All /);
  });

  it('is enough for all of it', async () => {
    withdraw(false);
    const { said, page } = await roadmap(asked);
    assert.deepEqual(said, nothing);
    assert.equal(page?.licensed, 6);
    assert.deepEqual(page.failed, []);
  });

  it('may be less where every user has a location', async () => {
    withdraw(true);
    const less = [
      'Organization.Read.All',
      'User.Read.All',
      'GroupMember.Read.All',
      'LicenseAssignment.ReadWrite.All',
    ];
    const { said, page } = await roadmap(less);
    assert.deepEqual(said, nothing);
    assert.equal(page?.licensed, 6);
  });

  it('may be less for the plan alone, and without licence rules', async () => {
    assert.equal((await roadmap(['Organization.Read.All'])).said.plan, '');
    const { said } = await roadmap(['Organization.Read.All', 'User.Read.All']);
    assert.deepEqual([said.plan, said.synchronisation], ['', '']);
  });
});
