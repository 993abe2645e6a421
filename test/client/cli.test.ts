import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { createProgram } from '../../client/cli';
import { exitCodeOf, standsStill } from '../../client/exitCodes';
import { failureOf } from '../../client/failure';
import { fitted } from '../../client/follow';
import { failure } from '../support/activities';
import { contosoFile } from '../support/worksheet';
import { cli, screen } from './cliRun';

const stack = /\n\s+at \S+ \(/;
const root = join(__dirname, '../..');
const invalid = join(root, 'examples/invalid');

describe('dirsync: worksheets', () => {
  for (const name of readdirSync(invalid).filter((file) => /\.(yaml|json)$/.test(file))) {
    it(`refuses ${name} with exit code 2, by validate and by deploy, and starts nothing`, async () => {
      const file = relative(process.cwd(), join(invalid, name));
      const validated = await cli(['validate', file]);
      assert.equal(validated.code, 2, validated.stdout);
      assert.ok(validated.stderr.includes(file), validated.stderr);
      assert.ok(/ — \S/.test(validated.stderr), `names a remedy: ${validated.stderr}`);
      const deployed = await cli(['deploy', file]);
      assert.equal(deployed.code, 2);
      assert.equal(deployed.stdout, '');
      assert.ok(deployed.stderr.startsWith(validated.stderr.trimEnd().split('\n')[0]!), deployed.stderr);
      assert.match(deployed.stderr, /Nothing has been started\.\n$/);
    });
  }

  it('accepts the example, and gives findings as JSON', async () => {
    const good = await cli(['validate', contosoFile]);
    assert.deepEqual(good, { code: 0, stdout: `${contosoFile}: good\n`, stderr: '' });
    const bad = join(invalid, 'unknown-key.yaml');
    const both = await cli(['validate', contosoFile, bad, '--json']);
    const results = JSON.parse(both.stdout) as {
      file: string;
      ok: boolean;
      findings: { line: number; remedy: string }[];
    }[];
    assert.equal(both.code, 2);
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [true, false],
    );
    assert.ok(results[1]!.findings[0]!.line > 0 && results[1]!.findings[0]!.remedy);
  });

  it('gives the findings of a refused deployment as JSON too', async () => {
    const { code, stdout } = await cli(['deploy', join(invalid, 'unknown-key.yaml'), '--json']);
    const { error } = JSON.parse(stdout) as { error: { code: string; problems: { path: string }[] } };
    assert.equal(code, 2);
    assert.equal(error.code, 'WorksheetInvalid');
    assert.ok(error.problems[0]!.path);
  });
});

describe('dirsync: what can not be understood', () => {
  const table: [argv: string[], message: RegExp][] = [
    [['aprove', 'contoso', 'plan'], /unknown command 'aprove'\n\(Did you mean approve\?\)/],
    [['status', 'contoso', '--wacth'], /unknown option '--wacth'\n\(Did you mean --watch\?\)/],
    [['approve', 'contoso'], /missing required argument 'gate'/],
    [
      ['approve', 'contoso', 'vpn-devise'],
      /Did you mean vpn-device\? The gates are: plan, on-premises-route/,
    ],
    [['retry', 'contoso', 'tunel'], /Did you mean tunnel\? The steps are: preflight/],
    [['retry', 'contoso', 'plan'], /The gate plan is the step plan-approval/],
    [['approve', 'contoso', 'plan', '--by', ' '], /--by: says nobody/],
    [['skip', 'contoso', 'proxy'], /required option '--comment <text>'/],
    [['status', 'Contoso!'], /A deployment has the name that its worksheet gives it/],
    [['list', '--tenant', "x' OR 1=1"], /id of a tenant/],
    [['demo', '--speed', 'fast'], /whole number/],
    [
      ['retry', 'contoso', 'tunnel', '--by', 'anna', '--worksheet', contosoFile],
      /--comment: is missing\. A correction goes into the report with its reason/,
    ],
    [['retry', 'contoso', 'tunnel', '--worksheet', 'nowhere.yaml'], /nowhere\.yaml.*there is no such file/],
    [[], /Usage: dirsync/],
  ];
  for (const [argv, message] of table) {
    it(`\`dirsync ${argv.join(' ')}\` ends with 2 and says why`, async () => {
      const { code, stdout, stderr } = await cli(argv);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, '');
      assert.doesNotMatch(stderr, stack);
    });
  }

  it('shows a stack only to who asks for it', async () => {
    const plain = await cli(['status', 'contoso']);
    assert.equal(plain.code, 1);
    assert.equal(plain.stderr, 'error: this command must not connect to Temporal\n');
    const { stderr } = await cli(['status', 'contoso'], { env: { DIRSYNC_DEBUG: '1' } });
    assert.match(stderr, stack);
  });

  it('gives problem and remedy of what the reading activities throw', () => {
    const { exitCode, text, json } = failureOf(failure('AuthorizationFailed', 'the caller may not read'));
    assert.equal(exitCode, 1);
    assert.equal(text, 'error: the caller may not read\nWhat to do: Mend AuthorizationFailed.');
    assert.deepEqual(json, {
      code: 'AuthorizationFailed',
      message: 'the caller may not read',
      remedy: 'Mend AuthorizationFailed.',
    });
    assert.equal(failureOf(failure('WorksheetInvalid')).exitCode, 2);
  });
});

describe('dirsync: help', () => {
  it('groups the commands and ends with examples and exit codes', async () => {
    const { code, stdout } = await cli(['--help']);
    assert.equal(code, 0);
    assert.equal(stdout, readFileSync(join(__dirname, 'cli-help.txt'), 'utf8'));
  });

  it('explains every command, its arguments and its options', async () => {
    const { stdout } = await cli(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+) (?=\[options\]|<| {5})/gm)].map(([, name]) => name!);
    assert.equal(commands.length, 18);
    for (const name of commands) {
      const help = await cli([name, '--help']);
      assert.equal(help.code, 0);
      for (const [line] of help.stdout.matchAll(/^ {2}\S.*$/gm))
        assert.match(line, /\S {2,}\S|^.{25,}$/, `${name}: ${line}`);
    }
  });

  it('has its version', async () => {
    assert.match((await cli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

describe('dirsync vpn-script', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'dirsync-cli-'))));
  after(() => rmSync(folder, { recursive: true }));

  for (const target of ['-', '/dev/stdout', '/dev/tty', '/proc/self/fd/1']) {
    it(`writes the key to no terminal: ${target}`, async () => {
      const { code, stderr } = await cli(['vpn-script', contosoFile, '--output', target, '--force']);
      assert.equal(code, 2);
      assert.match(stderr, /holds the shared key/);
    });
  }

  it('overwrites nothing unasked, and no link or folder at all', async () => {
    const file = join(folder, 'there.txt');
    const link = join(folder, 'link.txt');
    writeFileSync(file, 'mine');
    symlinkSync(file, link);
    for (const [argv, message] of [
      [['--output', file], /there already/],
      [['--output', link, '--force'], /not an ordinary file/],
      [['--output', folder, '--force'], /not an ordinary file/],
    ] as const) {
      const { code, stderr } = await cli(['vpn-script', contosoFile, ...argv]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });

  it('names every mistake of the environment at once', async () => {
    const file = join(folder, 'new.txt');
    const env = { DIRSYNC_ARM_ENDPOINT: 'http://arm', DIRSYNC_CREDENTIAL: 'guess' };
    const { code, stderr } = await cli(['vpn-script', contosoFile, '--output', file], { env });
    assert.equal(code, 2);
    assert.match(stderr, /DIRSYNC_CREDENTIAL is "guess"/);
    assert.match(stderr, /DIRSYNC_ARM_ENDPOINT/);
    assert.equal(existsSync(file), false);
  });
});

describe('dirsync init', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'dirsync-cli-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('overwrites nothing unasked', async () => {
    const file = join(folder, 'there.yaml');
    writeFileSync(file, 'mine');
    const ask = () => Promise.reject(new Error('must not ask'));
    const { code, stderr } = await cli(['init', file], { ask });
    assert.equal(code, 2);
    assert.match(stderr, /is there already/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });

  it('says at Ctrl-C that it stopped, and writes nothing', async () => {
    const file = join(folder, 'new.yaml');
    const ask = () => Promise.reject(Object.assign(new Error('closed'), { name: 'ExitPromptError' }));
    const { code, stderr } = await cli(['init', file], { ask });
    assert.equal(code, 1);
    assert.equal(stderr, 'Stopped by Ctrl-C.\n');
    assert.equal(existsSync(file), false);
  });
});

describe('exit codes of a deployment', () => {
  const of = (outcome: 'succeeded' | 'failed' | undefined, ...statuses: string[]) =>
    ({ outcome, steps: statuses.map((status) => ({ status })) }) as never;
  const table: [progress: never, code: number, still: boolean][] = [
    [of('succeeded', 'done'), 0, false],
    [of('failed', 'stopped'), 1, false],
    [of(undefined, 'running', 'pending'), 0, false],
    [of(undefined, 'running', 'waiting'), 3, false],
    [of(undefined, 'done', 'waiting'), 3, true],
    [of(undefined, 'parked', 'pending'), 3, true],
  ];
  for (const [progress, code, still] of table) {
    it(`${JSON.stringify(progress)} is ${code}`, () => {
      assert.equal(exitCodeOf(progress), code);
      assert.equal(standsStill(progress), still);
    });
  }
});

describe('a drawing that is higher than the terminal', () => {
  it('keeps its headline and its end', () => {
    const text = Array.from({ length: 10 }, (_, index) => `line ${index}`).join('\n');
    assert.equal(fitted(text, 20), `${text}\n`);
    assert.equal(fitted(text, 6), 'line 0\n  … 6 lines above …\nline 7\nline 8\nline 9\n');
  });
});

describe('the program dirsync', () => {
  const main = join(root, 'client/main.ts');
  const run = (argv: string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const options = { cwd: root, env: { PATH: process.env.PATH, ...env } };
      execFile(process.execPath, ['--require', 'tsx/cjs', main, ...argv], options, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  it('is run by node wherever it is linked', () => {
    assert.match(readFileSync(main, 'utf8'), /^#!\/usr\/bin\/env node\n/);
  });

  it('ends with the exit codes of its commands', async () => {
    const good = await run(['validate', 'examples/contoso/worksheet.yaml']);
    assert.deepEqual(good, { code: 0, stdout: 'examples/contoso/worksheet.yaml: good\n', stderr: '' });
    assert.equal((await run(['validate', 'examples/invalid/unknown-key.yaml'])).code, 2);
  });

  it('is silent when its reader has seen enough', async () => {
    const command = `"${process.execPath}" --require tsx/cjs "${main}" --help | head -n 1`;
    const { stderr } = await promisify(execFile)('sh', ['-c', command], { cwd: root });
    assert.equal(stderr, '');
  });

  it('does nothing before somebody has chosen a payload key or none', async () => {
    const { code, stderr } = await run(['list'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      DIRSYNC_PAYLOAD_KEY: '',
    });
    assert.equal(code, 2);
    assert.match(stderr, /^error: DIRSYNC_PAYLOAD_KEY is missing\. .*openssl rand.*DIRSYNC_PAYLOAD_KEY=none/);
    assert.doesNotMatch(stderr, stack);
  });

  it('says where it looked for a server, and how to have one', async () => {
    const { code, stderr } = await run(['list'], {
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      DIRSYNC_PAYLOAD_KEY: 'none',
    });
    assert.equal(code, 1);
    assert.match(stderr, /^error: No Temporal server answers at 127\.0\.0\.1:1 .*npx dirsync dev/);
    assert.doesNotMatch(stderr, stack);
  });
});

describe('docs/cli.md', () => {
  const text = readFileSync(join(root, 'docs/cli.md'), 'utf8');

  it('has an example of every command', () => {
    const stdout = screen();
    const program = createProgram({ stdout, stderr: stdout, env: {}, exitCode: 0 });
    for (const command of program.commands) {
      assert.ok(text.includes(`npx dirsync ${command.name()}`), `an example of ${command.name()}`);
    }
  });

  it('shows only commands that the command line understands', () => {
    const stdout = screen();
    const program = createProgram({ stdout, stderr: stdout, env: {}, exitCode: 0 });
    const examples = [...text.matchAll(/^(?:[A-Z_]+=\S+ )?npx dirsync ([a-z-]+)(.*)$/gm)];
    assert.ok(examples.length > 20);
    for (const [line, name, rest] of examples) {
      const command = program.commands.find((one) => one.name() === name);
      assert.ok(command, line);
      const options = rest!.replace(/ [#|] .*$/, '').matchAll(/ (--[a-z-]+)/g);
      for (const [, option] of options)
        assert.ok(
          command.options.some(({ long }) => long === option),
          line,
        );
    }
  });
});
