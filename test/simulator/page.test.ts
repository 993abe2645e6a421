import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetch } from 'undici';
import type { Bench } from './core.support';
import { application, bench, optionsIn } from './core.support';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const json = { 'content-type': 'application/json' };
const folder = join(__dirname, '../../simulator/site/page');

describe("simulator: the page of the site's people", () => {
  let b: Bench;
  before(async () => {
    b = await bench({ whole: true });
  });
  after(async () => {
    await b.close();
    rmSync(b.directory, { recursive: true, force: true });
  });

  const ask = (
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) => fetch(`${b.simulator.endpoints.site}${path}`, { ...init, dispatcher: b.agent });

  it('is what a browser gets, and JSON what a program gets', async () => {
    const page = await ask('/site', { headers: browser });
    assert.match(page.headers.get('content-type')!, /^text\/html/);
    assert.equal(page.headers.get('vary'), 'accept');
    assert.match(await page.text(), /<h1>The simulated enterprise/);
    for (const accept of ['application/json', '*/*']) {
      const view = await ask('/site', { headers: { accept } });
      assert.equal(((await view.json()) as { domain: string }).domain, 'corp.contoso.com');
    }
  });

  it('is whole without any network: it may load nothing but what is served here', async () => {
    const page = await ask('/site', { headers: browser });
    const policy = page.headers.get('content-security-policy')!;
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(part), policy);
    const html = await page.text();
    const asked = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    assert.ok(asked.length >= 2);
    for (const path of asked) assert.equal((await ask(path)).status, 200, path);
    assert.doesNotMatch(html, /https?:\/\/|<script(?![^>]*src)|\son\w+=|style=/);
    const files = readdirSync(folder).filter((file) => /\.(js|css)$/.test(file));
    for (const file of files) {
      const answer = await ask(`/site/page/${file}`);
      assert.equal(answer.status, 200, file);
      assert.equal(await answer.text(), readFileSync(join(folder, file), 'utf8'));
    }
    assert.equal((await ask('/site/page/index.ts')).status, 404);
    assert.equal((await ask('/site/page/..%2fview.ts')).status, 404);
  });

  it('makes no HTML out of texts', () => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(join(folder, file), 'utf8');
      assert.doesNotMatch(
        text,
        /innerHTML\s*=[^=]|insertAdjacentHTML|outerHTML|document\.write|eval\(/,
        file,
      );
    }
  });

  for (const [what, headers, status] of [
    ['no origin, as a program', json, 200],
    ["the page's own origin", { ...json, origin: 'own', 'sec-fetch-site': 'same-origin' }, 200],
    ['another origin', { ...json, origin: 'https://evil.example' }, 403],
    ['another port of this machine', { ...json, origin: 'https://localhost:1' }, 403],
    ['no page at all, such as a file', { ...json, origin: 'null' }, 403],
    ['another site, by the word of the browser', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a form of plain text', { 'content-type': 'text/plain' }, 415],
  ] as const) {
    it(`answers a change from ${what} with ${status}`, async () => {
      const origin = 'origin' in headers ? headers.origin : undefined;
      const sent = { ...headers, ...(origin === 'own' ? { origin: b.simulator.endpoints.site } : {}) };
      const answer = await ask('/site/firewall', { method: 'PUT', headers: sent, body: '{"open":false}' });
      assert.equal(answer.status, status);
    });
  }

  it('lets nobody elsewhere delete, or step the clock', async () => {
    const origin = 'https://evil.example';
    assert.equal((await ask('/site/vpn-device', { method: 'DELETE', headers: { origin } })).status, 403);
    assert.equal((await ask('/site/vpn-device', { method: 'DELETE' })).status, 204);
    const plain = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"minutes":60}' };
    assert.equal((await ask('/clock/step', plain)).status, 415);
    assert.equal(
      (await ask('/faults', { method: 'PUT', headers: { ...json, origin }, body: '{}' })).status,
      403,
    );
  });

  it('tells no key and no password', async () => {
    const key = 'a-key-that-nobody-may-see-1234567';
    const body = JSON.stringify({ peer: '20.50.0.4', sharedKey: key });
    const configured = await (await ask('/site/vpn-device', { method: 'PUT', headers: json, body })).text();
    const texts = [configured];
    for (const path of ['/site', '/clock', '/faults', '/journal', '/arm-switches'])
      texts.push(await (await ask(path)).text());
    const secrets = [key, optionsIn('').site.joinAccount.password, application.clientSecret];
    for (const secret of secrets) assert.ok(!texts.join().includes(secret));
  });
});
