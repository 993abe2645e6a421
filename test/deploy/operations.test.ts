import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPollIntervalMs, defaultRequestTimeoutMs } from '../../activities/environment';
import { environment } from '../../worker/config';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** Variable and default of each row. */
const rows = new Map(
  [...read('docs/operations.md').matchAll(/^\| `([A-Z_]+)` *\| (?:`([^`]*)`)?/gm)].map(([, name, value]) => [
    name!,
    value,
  ]),
);

/** Where worker and command line read their environment. */
const sources = [
  'worker/config.ts',
  'worker/vouchingConfig.ts',
  'activities/environment.ts',
  'activities/azure/clients.ts',
  'temporal/payloadKeys.ts',
];
const mentioned = new Set(
  sources.flatMap((file) => read(file).match(/\b(DIRSYNC|AZURE)_[A-Z_]*[A-Z]\b/g) ?? []),
);

describe('docs/operations.md', () => {
  it('lists every variable that the worker reads, and none that it does not', () => {
    for (const name of mentioned) assert.ok(rows.has(name), `${name} is missing`);
    for (const name of rows.keys()) {
      if (name.startsWith('DIRSYNC_')) assert.ok(mentioned.has(name), `${name} is read nowhere`);
    }
  });

  it('has the defaults of the code', () => {
    for (const [name, value] of Object.entries(environment.parse({}))) {
      assert.equal(rows.get(name), String(value), name);
    }
    assert.equal(rows.get('DIRSYNC_POLL_INTERVAL_MS'), String(defaultPollIntervalMs));
    assert.equal(rows.get('DIRSYNC_REQUEST_TIMEOUT_MS'), String(defaultRequestTimeoutMs));
    assert.equal(rows.get('DIRSYNC_PAYLOAD_KEY_ID'), 'dirsync');
    assert.equal(rows.get('DIRSYNC_CREDENTIAL'), 'default');
  });

  it('lists what deploy/example.env sets', () => {
    const set = [...read('deploy/example.env').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name!);
    for (const name of set) {
      assert.ok(rows.has(name) || read('docker-compose.yml').includes(`\${${name}:`), name);
    }
  });
});
