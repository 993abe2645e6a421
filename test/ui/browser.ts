import { existsSync } from 'node:fs';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** The Chromium to test with: CHROMIUM_PATH, else where Debian puts it; undefined when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const path = env.CHROMIUM_PATH || '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Headless, with a new profile that goes when it is closed. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, args: quiet });

export async function openWorkflow(page: Page, ui: string, workflowId: string): Promise<void> {
  await page.goto(`${ui}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
}

/** The tabs of a workflow's page. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).or(page.getByRole('link', { name })).first().click();
}

/** What is rendered of a workflow's Markdown: its summary, its details and, last, its current details. */
export const currentDetails = (page: Page): FrameLocator => page.locator('iframe').last().contentFrame();

/** Fills the form behind `More Actions` in and submits it. */
export async function sendByForm(
  page: Page,
  kind: 'signal' | 'update',
  name: string,
  input: object,
): Promise<Locator> {
  await page.locator('button:visible', { hasText: 'More Actions' }).click();
  await page.getByTestId(`${kind}-button`).locator('visible=true').click();
  const form = page.locator('dialog[open]');
  await form.locator(`#${kind}-select`).locator('xpath=ancestor::button').click();
  await form.getByRole('option', { name, exact: true }).click();
  const data = form.locator('.cm-content');
  await data.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(JSON.stringify(input));
  // The form lays the JSON out when it is left, which moves the button.
  await data.blur();
  await data.locator('.cm-line').nth(2).waitFor();
  await form.getByRole('button', { name: 'Submit' }).click();
  return form;
}
