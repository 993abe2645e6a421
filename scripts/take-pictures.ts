import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { approverOf, requester, sitework } from '../client/demo/people';
import { play } from '../client/demo/play';
import { siteStaff } from '../client/dev/staff';
import { searchAttributes, workflowId } from '../roadmap/messages';
import type { GateId } from '../worksheet/schema';
import type { Scene } from '../test/e2e/scene';
import { gateIsOpen, openScene, statusOf } from '../test/e2e/scene';
import { contoso } from '../test/support/worksheet';
import { currentDetails, findChromium, openBrowser, openTab, openWorkflow } from '../test/ui/browser';

const picture = (name: string) => join(__dirname, '../docs/images', `${name}.png`);
const worksheet = contoso();
const { deployment } = worksheet;

/** Takes the pictures of docs/images anew from a run against the simulated enterprise; needs Chromium. */
async function main(): Promise<void> {
  const chromium = findChromium();
  if (!chromium) throw new Error('No Chromium: install it, or name one in CHROMIUM_PATH.');
  const scene = await openScene(deployment, () => undefined, 240);
  const browser = await openBrowser(chromium);
  const staff = siteStaff(scene.enterprise.endpoints);
  try {
    const { dirsync, enterprise } = scene;
    const { secrets } = enterprise;
    await otherDeployments(scene);
    await dirsync.deploy({ worksheet, requestedBy: requester });
    const approve = async (gate: GateId) => {
      const progress = await scene.until(gate, gateIsOpen(gate));
      await sitework[gate]?.({ worksheet, progress, secrets, staff });
      await dirsync.decide({ deployment, gate, decision: 'approve', by: approverOf(gate, worksheet) });
    };
    await approve('plan');
    await approve('on-premises-route');
    await scene.until('vpn-device', gateIsOpen('vpn-device'));
    await scene.until('installer', (progress) => statusOf(progress, 'virtual-machine') === 'done');
    await waitingPicture(browser, enterprise.temporal.ui!);
    await sitePicture(browser, enterprise.endpoints.site);
    await listPicture(browser, enterprise.temporal.ui!);
    const say = () => undefined;
    await play({ worksheet, dirsync, secrets, staff, yes: true, say, showPlan: say });
    await reportPicture(browser, join(scene.directory, 'runs', deployment, 'report.html'));
  } finally {
    await staff.close();
    await browser.close();
    await scene.close();
  }
}

/** Neighbours in the list: one whose plan was rejected, one that waits at its plan. */
async function otherDeployments({ dirsync }: Scene): Promise<void> {
  for (const name of ['contoso-lab', 'contoso-pilot']) {
    await dirsync.deploy({ worksheet: { ...worksheet, deployment: name }, requestedBy: requester });
  }
  const rejected = {
    deployment: 'contoso-lab',
    by: approverOf('plan', worksheet),
    comment: 'not this month',
  };
  for await (const progress of dirsync.watch(rejected.deployment)) {
    if (!gateIsOpen('plan')(progress)) continue;
    await dirsync.decide({ ...rejected, gate: 'plan', decision: 'reject' });
  }
}

async function waitingPicture(browser: Browser, ui: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1500, height: 1180 } });
  await openWorkflow(page, ui, workflowId(deployment));
  await openTab(page, 'User Metadata');
  await currentDetails(page).getByRole('heading', { name: 'Waiting for people' }).waitFor();
  // The frame of the details takes its height from what is rendered in it, a moment later.
  await page.waitForTimeout(1000);
  await page.screenshot({ path: picture('temporal-ui-waiting-at-a-gate') });
}

/** The site's page at the same moment: the network is prepared, the VPN device is not. */
async function sitePicture(browser: Browser, site: string): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1150 },
    ignoreHTTPSErrors: true,
    colorScheme: 'light',
  });
  const page = await context.newPage();
  await page.goto(`${site}/site`);
  await page.getByText('the VPN device is not configured').first().waitFor();
  await page.screenshot({ path: picture('site') });
  await context.close();
}

async function listPicture(browser: Browser, ui: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 520 } });
  const { phase, waitingFor, outcome } = searchAttributes;
  const labels = ['Status', 'Workflow ID', phase, waitingFor, outcome];
  const columns = JSON.stringify({ default: labels.map((label) => ({ label })) });
  await page.goto(ui);
  await page.evaluate(`localStorage.setItem('namespace-workflow-table-columns', ${JSON.stringify(columns)})`);
  await page.goto(`${ui}/namespaces/default/workflows`);
  await page.getByText('gate:vpn-device').first().waitFor();
  await page.screenshot({ path: picture('temporal-ui-list') });
}

async function reportPicture(browser: Browser, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
  await page.goto(`file://${file}`);
  const drawing = await page.locator('figure').first().boundingBox();
  const height = Math.ceil(drawing!.y + drawing!.height + 24);
  await page.screenshot({
    path: picture('report'),
    clip: { x: 0, y: 0, width: 900, height },
    fullPage: true,
  });
}

void main();
