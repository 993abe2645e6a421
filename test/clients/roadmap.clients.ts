import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openScene } from '../e2e/scene';
import { gateIsOpen, statusOf } from '../e2e/scene';
import { armState } from './armState';
import type { AzureCli } from './azureCli';
import { azureCli, loginWith } from './azureCli';
import type { Ended, Enterprise } from './enterprise';
import { openEnterprise, people } from './enterprise';
import { install, program } from './install';
import { pythonSuite } from './pythonSuite';

const script = join(__dirname, '../../examples/az-script/deploy.sh');
const anna = 'anna.berg@contoso.com';
const nils = 'nils.holm@contoso.com';

/** The Contoso worksheet without the product: az makes what is in Azure, then people are looked after in Graph. */
describe('the roadmap by foreign clients', function () {
  this.timeout(300_000);
  let enterprise: Enterprise;
  let cli: AzureCli;

  before(async function () {
    this.timeout(600_000);
    await install('cli');
    await install('sdk');
    enterprise = await openEnterprise();
    cli = await azureCli(enterprise);
    await cli.az(...loginWith(enterprise, enterprise.secrets.clientSecret));
  });
  after(() => enterprise.close());

  it('deploys by examples/az-script, as far as the wizard of Entra Connect', async () => {
    const { secrets } = enterprise;
    const bin = join(enterprise.directory, 'bin');
    mkdirSync(bin);
    symlinkSync(program('cli', 'az'), join(bin, 'az'));
    await enterprise.site('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
    await enterprise.site('PUT', '/site/firewall', { open: true });
    const running = enterprise.run('bash', [script], {
      ...cli.env,
      PATH: `${bin}:/usr/bin:/bin`,
      POLL_SECONDS: '1',
      DIRSYNC_VPN_SHARED_KEY: secrets.vpnSharedKey,
      DIRSYNC_ADMIN_PASSWORD: secrets.administratorPassword,
      DIRSYNC_JOIN_PASSWORD: secrets.joinPassword,
    });
    const [ended] = await Promise.all([running, configureDevice(enterprise, running)]);
    assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`);
    assert.match(ended.stdout, /^8\. By hand/m);
    for (const secret of Object.values<string>({ ...secrets }))
      assert.ok(!`${ended.stdout}${ended.stderr}`.includes(secret));
  });

  it("ends in the same state as the product's workflow, less names and tags", async () => {
    const made = await armState(enterprise, 'rg-contoso-az');
    assert.deepEqual(made, await stateOfWorkflow(enterprise.tenantId, enterprise.subscriptionId));
  });

  it('synchronises when the wizard has been run', async () => {
    await enterprise.site('POST', '/site/entra-connect-wizard', { server: 'CONTOSO-SYNC01' });
    for (let tries = 0; tries < 50; tries++) {
      const { directory } = (await enterprise.site('GET', '/site')) as {
        directory: { people: { synchronised: boolean }[] };
      };
      if (directory.people.every(({ synchronised }) => synchronised)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('nobody was synchronised');
  });

  it('Microsoft Graph SDK for Python: reads, filters, counts, pages, licenses, batches, sees errors', () =>
    pythonSuite(enterprise, 'graph_sdk.py', { PEOPLE: String(people) }));

  it('curl: the same without any library', async () => {
    const { authority, graph } = enterprise.endpoints;
    const curl = async (...args: string[]) => {
      const ended = await enterprise.run('curl', ['--silent', '--show-error', ...args]);
      assert.equal(ended.code, 0, ended.stderr);
      return ended.stdout === '' ? undefined : (JSON.parse(ended.stdout) as Record<string, unknown>);
    };
    const { clientId, clientSecret } = enterprise.secrets;
    const signedIn = await curl(
      `${authority}/${enterprise.tenantId}/oauth2/v2.0/token`,
      ...['--data', 'grant_type=client_credentials', '--data', `client_id=${clientId}`],
      ...['--data-urlencode', `client_secret=${clientSecret}`],
      ...['--data-urlencode', `scope=${graph}/.default`],
    );
    const token = ['--header', `authorization: Bearer ${String(signedIn?.access_token)}`];
    const json = [...token, '--header', 'content-type: application/json'];
    const found = await curl(
      ...[...token, '--header', 'ConsistencyLevel: eventual', '--get', `${graph}/v1.0/users`],
      ...['--data-urlencode', '$filter=onPremisesSyncEnabled eq true', '--data-urlencode', '$count=true'],
      ...['--data-urlencode', '$top=5', '--data-urlencode', '$select=id,userPrincipalName'],
    );
    assert.equal(found?.['@odata.count'], people);
    const [user] = found?.value as { id: string; userPrincipalName: string }[];
    assert.ok(String(found?.['@odata.nextLink']).startsWith(`${graph}/v1.0/users?`));
    const next = await curl(
      ...[...token, '--header', 'ConsistencyLevel: eventual', String(found?.['@odata.nextLink'])],
    );
    assert.equal(
      (next?.value as { id: string }[]).some(({ id }) => id === user!.id),
      false,
    );

    await curl(
      ...json,
      '--request',
      'PATCH',
      `${graph}/v1.0/users/${user!.id}`,
      '--data',
      '{"usageLocation":"DE"}',
    );
    const skus = (await curl(...token, `${graph}/v1.0/subscribedSkus`))?.value as Record<string, string>[];
    const { skuId } = skus.find(({ skuPartNumber }) => skuPartNumber === 'SPE_E3')!;
    const licences = JSON.stringify({ addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [] });
    await curl(...json, `${graph}/v1.0/users/${user!.id}/assignLicense`, '--data', licences);
    const select = '?$select=usageLocation,assignedLicenses';
    const read = await curl(...token, `${graph}/v1.0/users/${user!.userPrincipalName}${select}`);
    assert.equal(read?.usageLocation, 'DE');
    assert.deepEqual(read?.assignedLicenses, [{ disabledPlans: [], skuId }]);

    const missing = await curl(...token, `${graph}/v1.0/users/nobody@contoso.com`);
    assert.equal((missing?.error as { code: string }).code, 'Request_ResourceNotFound');
    const unsigned = await enterprise.run('curl', ['--silent', '--fail', `${graph}/v1.0/users`]);
    assert.equal(unsigned.code, 22);
  });
});

/** The network administrator waits for the gateway's address. */
async function configureDevice(enterprise: Enterprise, running: Promise<Ended>): Promise<void> {
  let ended = false;
  void running.then(() => {
    ended = true;
  });
  while (!ended) {
    const { tunnels } = (await enterprise.site('GET', '/site')) as {
      tunnels: { gatewayAddress: string }[];
    };
    const peer = tunnels[0]?.gatewayAddress;
    if (peer) {
      const { vpnSharedKey: sharedKey } = enterprise.secrets;
      await enterprise.site('PUT', '/site/vpn-device', { peer, sharedKey });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function stateOfWorkflow(tenantId: string, subscriptionId: string): Promise<unknown[]> {
  const scene = await openScene('contoso', () => undefined, 1500);
  const ok = ({ code, stderr }: { code: number; stderr: string }) => assert.equal(code, 0, stderr);
  const approve = async (gate: string, by: string) => {
    await scene.until(`${gate} gate`, gateIsOpen(gate));
    ok(await scene.cli('approve', 'contoso', gate, '--by', by));
  };
  try {
    ok(await scene.cli('deploy', scene.worksheetFile, '--by', anna));
    await approve('plan', anna);
    await scene.site('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
    await scene.site('PUT', '/site/firewall', { open: true });
    await approve('on-premises-route', nils);
    const progress = await scene.until('device gate', gateIsOpen('vpn-device'));
    const peer = progress.steps.find((step) => step.id === 'gateway-address')!.evidence.address;
    const { vpnSharedKey: sharedKey } = scene.enterprise.secrets;
    await scene.site('PUT', '/site/vpn-device', { peer, sharedKey });
    await approve('vpn-device', nils);
    await approve('domain-join', anna);
    await scene.until('member of the domain', (now) => statusOf(now, 'membership') === 'done');
    const { endpoints, secrets } = scene.enterprise;
    return await armState({ endpoints, secrets, tenantId, subscriptionId }, 'rg-contoso-dirsync');
  } finally {
    await scene.close();
  }
}
