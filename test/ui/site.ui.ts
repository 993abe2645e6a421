import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import {
  connection,
  domainJoin,
  gateway,
  group,
  localGateway,
  machine,
  makeNetwork,
  quick,
  sharedKey,
} from '../simulator/arm.support';
import type { Bench } from '../simulator/core.support';
import { bench, optionsIn, tenantId } from '../simulator/core.support';
import { findChromium, openBrowser } from './browser';

const { site } = optionsIn('');
const people = 60;

/** Somebody rehearses a deployment by hand: Azure is prepared, the rest is done on the site's page. */
describe("the page of the simulated site's people", function () {
  this.timeout(120_000);
  let b: Bench;
  let browser: Browser | undefined;
  let page: Page;
  const problems: string[] = [];

  before(async function () {
    const chromium = findChromium();
    if (!chromium) {
      process.stdout.write('    No Chromium: install it, or name one in CHROMIUM_PATH.\n');
      return this.skip();
    }
    const skuId = '05e9a617-0261-4cee-bb44-138d3ef5d965';
    b = await bench({
      whole: true,
      speed: 6000,
      options: {
        site: {
          ...site,
          people,
          domainControllers: [...site.domainControllers, { name: 'dc2', address: '10.10.0.5' }],
        },
        tenant: {
          id: tenantId,
          domains: ['contoso.onmicrosoft.com', 'contoso.com'],
          skus: [{ skuPartNumber: 'SPE_E3', skuId, enabled: 50 }],
        },
      },
    });
    await makeNetwork(b);
    const { network } = b;
    await network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', gateway(), quick);
    await network.localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng1', localGateway, quick);
    await network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(
      group,
      'cn1',
      connection(),
      quick,
    );
    browser = await openBrowser(chromium);
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 1000 },
      colorScheme: 'light',
    });
    page = await context.newPage();
    page.setDefaultTimeout(8000);
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${b.simulator.endpoints.site}/site`);
  });
  after(async () => {
    await browser?.close();
    await b?.close();
    if (b) rmSync(b.directory, { recursive: true, force: true });
  });

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const step = (name: string) =>
    page.locator('#standing li').filter({ has: page.getByText(name, { exact: true }) });
  const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
  const connectionStatus = async () =>
    (await b.network.virtualNetworkGatewayConnections.get(group, 'cn1')).connectionStatus;

  it('says who is who, and why the tunnel is not up', async () => {
    await step('VPN device').filter({ hasText: 'not configured' }).waitFor();
    await page.locator('#tunnels').getByText('the VPN device is not configured').waitFor();
    await page.locator('#who').getByText('dc2.corp.contoso.com, 10.10.0.5').waitFor();
  });

  it('lets the network administrator bring the tunnel up: device, firewall, route', async () => {
    const { gatewayAddress } = (
      (await b.call('GET', `${b.simulator.endpoints.site}/site`)).body as {
        tunnels: { gatewayAddress: string }[];
      }
    ).tunnels[0]!;
    await page.getByLabel("Gateway's address").fill(gatewayAddress);
    await page.getByLabel('Shared key').fill('mistyped');
    await button('Configure the device').click();
    await said('The VPN device is configured.');
    assert.equal(await page.getByLabel('Shared key').inputValue(), '');
    await button('Open it for the tunnel').click();
    await page.locator('#tunnels').getByText('different shared keys').waitFor();

    await page.getByLabel("Gateway's address").fill(gatewayAddress);
    await page.getByLabel('Shared key').fill(sharedKey);
    await page.getByLabel('Shared key').press('Enter');
    await page.locator('#tunnels').getByText('no route at the site leads to 10.24.64.0/20').waitFor();
    await page.getByLabel('Prefix').fill('not a prefix');
    await button('Add route').click();
    await said(/Not done: .*is not an IPv4 prefix/);
    await page.getByLabel('Prefix').fill('10.24.64.0/20');
    await button('Add route').click();
    await step('Tunnel').filter({ hasText: 'done' }).waitFor();
    assert.equal(await connectionStatus(), 'Connected');
  });

  it('shows no key and no password anywhere', async () => {
    const text = await page.content();
    for (const secret of [sharedKey, site.joinAccount.password]) assert.ok(!text.includes(secret));
  });

  it('silences a DNS server, locks an account, and sets its password', async () => {
    await button('Silence dc2').click();
    await page.locator('#dns-servers').getByText('silent').waitFor();
    await button('Let dc2 answer').click();
    await button('Lock joiner').click();
    await page.locator('#accounts').getByText('locked').waitFor();
    await button('Unlock joiner').click();
    await page.getByLabel('New password').fill('Another!Password2');
    await button('Set password').click();
    await said('The password is set.');
  });

  it('refuses the wizard with the reasons, and runs it when the server is ready', async () => {
    const { virtualMachines, virtualMachineExtensions, virtualMachineRunCommands } = b.compute;
    const join = domainJoin({ protectedSettings: { Password: 'Another!Password2' } });
    await virtualMachines.createOrUpdate(group, 'sync1', machine(), quick).pollUntilDone();
    await button('Run the Entra Connect wizard').click();
    await said(/Not done: .*not joined to the domain.*not installed/);
    await virtualMachineExtensions.createOrUpdate(group, 'sync1', 'join', join, quick).pollUntilDone();
    await button('+10 min').click();
    await step('Domain join').filter({ hasText: 'member of corp.contoso.com' }).waitFor();
    for (const [name, parameters] of [
      ['verify-prerequisites', {}],
      ['install-entra-connect', installer],
    ] as const) {
      const source = { script: `# dirsync guest script: ${name}\n` };
      const given = Object.entries(parameters).map(([parameter, value]) => ({ name: parameter, value }));
      const command = { location: machine().location, source, parameters: given };
      await virtualMachineRunCommands.createOrUpdate(group, 'sync1', name, command, quick).pollUntilDone();
    }
    await button('Run the Entra Connect wizard').click();
    await said('The wizard is through');
    await button('+10 min').click();
    await step('Tenant')
      .filter({ hasText: `${people} of ${people} people` })
      .waitFor();
  });

  it('suspends and resumes the scheduler, and changes the seats', async () => {
    await button('Suspend').click();
    await page.locator('#machines').getByText('suspended').waitFor();
    await button('Resume').click();
    await page.getByLabel(/SPE_E3: 0 of 50/).fill('7');
    await page.locator('.seats').getByRole('button', { name: 'Set' }).click();
    await said('The seats of SPE_E3 are changed.');
    await page.getByText('SPE_E3: 0 of 7 seats taken').waitFor();
  });

  it('finds people, page by page, and breaks one', async () => {
    await page.getByText(`${people} of ${people} people`).last().waitFor();
    await button('Later').click();
    await page.getByText('page 2 of 5').waitFor();
    await page.getByLabel('Find').fill('anna.andersson');
    await page.getByText(`1 of ${people} people`).waitFor();
    await button('Change Anna Andersson').click();
    await button('Licences conflict').click();
    await page.getByRole('dialog').getByText('licences conflict').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Find').fill('');
    await page.getByLabel('Show').selectOption('broken');
    await page.getByText(`1 of ${people} people`).waitFor();
    await page.getByLabel('Show').selectOption('all');
  });

  it('stops the clock, and lets something go wrong', async () => {
    await button('Stop').click();
    await page.locator('#clock').getByText('stopped').waitFor();
    await button('Let it go on').click();
    const presets = await page.getByLabel('What goes wrong').locator('option').allInnerTexts();
    assert.ok(presets.length >= 6);
    for (const preset of presets) {
      await page.getByLabel('What goes wrong').selectOption(preset);
      const { name } = JSON.parse(await page.getByLabel('In full').inputValue()) as { name: string };
      await button('Let it go wrong').click();
      await said(`${name} is set.`);
    }
    await page.getByLabel('In full').fill('not JSON');
    await button('Let it go wrong').click();
    assert.equal(await page.locator('#fault-body:invalid').count(), 1);
    await page.locator('#faults').getByText('writes-throttled', { exact: true }).waitFor();
    await page.locator('#faults').getByText('0 of at most 3').waitFor();
  });

  it('obeys no page from elsewhere', async () => {
    const url = `${b.simulator.endpoints.site}/site/firewall`;
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(`${b.simulator.endpoints.arm}/`);
    const outcome = await elsewhere.evaluate(
      `Promise.all([
        fetch(${JSON.stringify(url)}, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"open":false}' }),
        fetch(${JSON.stringify(url.replace('/site/firewall', '/clock/step'))}, { method: 'POST', body: '{"minutes":60}' }),
      ].map((one) => one.then(({ status }) => status, () => 'refused')))`,
    );
    assert.deepEqual(outcome, ['refused', 'refused']);
    await elsewhere.close();
    await page.locator('#firewall').getByText('open for ESP').waitFor();
  });

  it('asks nothing of the network but the site, and reports no error of its own', async () => {
    assert.deepEqual(
      problems.filter((text) => !/status of (400|409)/.test(text)),
      [],
    );
  });
});

const installer = {
  Source: 'https://downloads.contoso.example/AzureADConnect.msi',
  Sha256: '5d1f0c7a9b3e4826a1c5f7d90b2e6348c7a1f05e9d3b62847fa0c1e5d8b39627',
  MinimumVersion: '2.5.79.0',
};
