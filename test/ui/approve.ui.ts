import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { approval } from '../../roadmap/commands';
import { workflowId } from '../../roadmap/messages';
import type { Progress } from '../../roadmap/progress';
import type { GateId } from '../../worksheet/schema';
import type { Scene } from '../e2e/scene';
import { gateIsOpen, openScene } from '../e2e/scene';
import { currentDetails, findChromium, openBrowser, openTab, openWorkflow, sendByForm } from './browser';

const anna = 'anna.berg@contoso.com';
const nils = 'nils.holm@contoso.com';

const isApproved = (gate: GateId) => (progress: Progress) =>
  progress.gates.some((one) => one.id === gate && one.status === 'approved');
const decisionsOf = (progress: Progress, gate: GateId) =>
  progress.gates.find((one) => one.id === gate)!.decisions.map(({ decision, by }) => ({ decision, by }));

/** Somebody with nothing but the Temporal UI sees what a deployment waits for, and answers it there. */
describe('approving in the Temporal UI', function () {
  this.timeout(120_000);
  let scene: Scene;
  let browser: Browser | undefined;
  let page: Page;

  before(async function () {
    const chromium = findChromium();
    if (!chromium) {
      process.stdout.write('    No Chromium: install it, or name one in CHROMIUM_PATH.\n');
      return this.skip();
    }
    scene = await openScene('by-ui', () => undefined, 240);
    await scene.cli('deploy', scene.worksheetFile, '--by', 'pieter.vos@contoso.com');
    await scene.until('plan gate', gateIsOpen('plan'));
    browser = await openBrowser(chromium);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await openWorkflow(page, scene.enterprise.temporal.ui!, workflowId('by-ui'));
  });
  after(async () => {
    await browser?.close();
    await scene?.close();
  });

  it('shows in the current details what waits, for whom, and what answers it', async () => {
    await openTab(page, 'User Metadata');
    const details = currentDetails(page);
    await details.getByRole('heading', { name: 'Waiting for people' }).waitFor();
    const text = await details.locator('main').innerText();
    assert.match(text, /Approval of the plan \(gate plan\): open since/);
    assert.match(text, /Who decides: anna\.berg@contoso\.com or/);
    const commands = await details.locator('li code').allInnerTexts();
    assert.ok(commands.includes('npx dirsync approve by-ui plan --by <you>'), commands.join('\n'));
    assert.ok(commands.includes(JSON.stringify(approval('plan'))), commands.join('\n'));
  });

  it('answers an update that does not count with the reason', async () => {
    const form = await sendByForm(page, 'update', 'decide', { ...approval('plan'), by: 'eve@contoso.com' });
    await form.getByText('eve@contoso.com may not decide the gate plan').first().waitFor();
    await form.getByRole('button', { name: 'Cancel' }).last().click();
  });

  it('approves a gate by the form for updates', async () => {
    await sendByForm(page, 'update', 'decide', { ...approval('plan'), by: anna });
    const progress = await scene.until('plan approved', isApproved('plan'));
    assert.deepEqual(decisionsOf(progress, 'plan'), [{ decision: 'approve', by: anna }]);
  });

  it('approves a gate by the form for signals', async () => {
    await scene.until('route gate', gateIsOpen('on-premises-route'));
    await page.reload();
    await sendByForm(page, 'signal', 'decide', { ...approval('on-premises-route'), by: nils });
    const progress = await scene.until('route approved', isApproved('on-premises-route'));
    assert.deepEqual(decisionsOf(progress, 'on-premises-route'), [{ decision: 'approve', by: nils }]);
  });
});
