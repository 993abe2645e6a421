import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { azureClients, createCredential } from '../../../activities/azure/clients';
import { readOutsideSettings } from '../../../activities/environment';
import { contoso } from '../../support/worksheet';

describe('settings of the outside world', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n');
    writeFileSync(join(folder, 'not.pem'), 'hello');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('need none', () => {
    const { settings, problems } = readOutsideSettings({});
    assert.deepEqual(problems, []);
    assert.equal(settings?.credential, 'default');
    assert.equal(settings?.pollIntervalMs, 10_000);
  });

  it('are all read', () => {
    const { settings, problems } = readOutsideSettings({
      AZURE_AUTHORITY_HOST: 'https://localhost:1/',
      DIRSYNC_ARM_ENDPOINT: 'https://localhost:2',
      DIRSYNC_GRAPH_ENDPOINT: 'https://localhost:3',
      DIRSYNC_CA_FILE: join(folder, 'ca.pem'),
      DIRSYNC_DNS_ENDPOINTS: '10.10.0.4=127.0.0.1:5353, 10.10.0.5=127.0.0.1:5354',
      DIRSYNC_CREDENTIAL: 'clientSecret',
      AZURE_CLIENT_ID: 'id',
      AZURE_CLIENT_SECRET: 'secret',
      DIRSYNC_POLL_INTERVAL_MS: '200',
      DIRSYNC_REQUEST_TIMEOUT_MS: '5000',
    });
    assert.deepEqual(problems, []);
    assert.equal(settings?.overrides.authorityHost, 'https://localhost:1');
    assert.match(settings?.overrides.ca ?? '', /BEGIN CERTIFICATE/);
    assert.deepEqual(settings?.overrides.dns, {
      '10.10.0.4': '127.0.0.1:5353',
      '10.10.0.5': '127.0.0.1:5354',
    });
    assert.equal(settings?.pollIntervalMs, 200);
    assert.equal(settings?.requestTimeoutMs, 5000);
  });

  it('show every mistake at once, and no secret', () => {
    const { settings, problems } = readOutsideSettings({
      AZURE_AUTHORITY_HOST: 'http://localhost:1',
      DIRSYNC_ARM_ENDPOINT: 'localhost',
      DIRSYNC_CA_FILE: join(folder, 'not.pem'),
      DIRSYNC_DNS_ENDPOINTS: '10.10.0.4:5353',
      DIRSYNC_CREDENTIAL: 'password',
      DIRSYNC_POLL_INTERVAL_MS: 'often',
      DIRSYNC_REQUEST_TIMEOUT_MS: '1',
      AZURE_CLIENT_SECRET: 'Hidden-Value',
    });
    assert.equal(settings, undefined);
    assert.equal(problems.length, 7);
    assert.doesNotMatch(problems.join(), /Hidden-Value/);
    assert.equal(readOutsideSettings({ DIRSYNC_CREDENTIAL: 'clientSecret' }).problems.length, 2);
    assert.equal(readOutsideSettings({ DIRSYNC_CA_FILE: join(folder, 'none.pem') }).problems.length, 1);
  });

  it('give the same clients and credential for the same tenant and subscription', () => {
    const settings = readOutsideSettings({
      DIRSYNC_CREDENTIAL: 'clientSecret',
      AZURE_CLIENT_ID: 'id',
      AZURE_CLIENT_SECRET: 'x',
    }).settings!;
    const one = contoso();
    const other = contoso((input) => (input.azure.tenantId = '00000000-0000-4000-8000-000000000001'));
    assert.equal(azureClients(one, settings), azureClients(one, settings));
    assert.equal(createCredential(one, settings), azureClients(one, settings).credential);
    assert.notEqual(azureClients(one, settings), azureClients(other, settings));
    assert.notEqual(createCredential(one, settings), createCredential(other, settings));
  });
});
