import assert from 'node:assert/strict';
import { readWorkerConfig, splitAddress } from '../../worker/config';

const key = Buffer.alloc(32, 7).toString('base64');
const clear = { DIRSYNC_PAYLOAD_KEY: 'none' };

describe('worker configuration', () => {
  it('has defaults for everything but the payload key', () => {
    const { config, problems } = readWorkerConfig(clear);
    assert.deepEqual(problems, []);
    assert.ok(config);
    const { outside, ...rest } = config;
    assert.equal(outside.credential, 'default');
    assert.deepEqual(rest, {
      taskQueue: 'dirsync',
      runsDirectory: 'runs',
      healthAddress: '127.0.0.1:8088',
      metricsAddress: '127.0.0.1:9464',
      logLevel: 'info',
      shutdownGraceTime: '30 seconds',
      maxConcurrentActivities: 100,
      versioning: {},
      vouching: { key: undefined },
      requireSignIn: false,
    });
  });

  it('takes an empty variable for one that is not set, as compose files pass them', () => {
    const empty = Object.fromEntries(
      [
        'DIRSYNC_TASK_QUEUE',
        'DIRSYNC_HEALTH_ADDRESS',
        'DIRSYNC_MAX_ACTIVITIES',
        'DIRSYNC_PAYLOAD_OLD_KEYS',
      ].map((name) => [name, '']),
    );
    assert.deepEqual(readWorkerConfig({ ...empty, ...clear }).problems, []);
    assert.match(
      readWorkerConfig({ DIRSYNC_PAYLOAD_KEY: '' }).problems[0]!,
      /DIRSYNC_PAYLOAD_KEY is missing/,
    );
  });

  const bad: [string, NodeJS.ProcessEnv, RegExp][] = [
    [
      'health without port',
      { DIRSYNC_HEALTH_ADDRESS: '8088' },
      /^DIRSYNC_HEALTH_ADDRESS is "8088": it is not host:port/,
    ],
    [
      'port too high',
      { DIRSYNC_HEALTH_ADDRESS: '127.0.0.1:70000' },
      /DIRSYNC_HEALTH_ADDRESS.*port above 65535/,
    ],
    ['metrics by name', { DIRSYNC_METRICS_ADDRESS: 'localhost:9464' }, /DIRSYNC_METRICS_ADDRESS.*IP address/],
    [
      'log level',
      { DIRSYNC_LOG_LEVEL: 'loud' },
      /DIRSYNC_LOG_LEVEL is "loud": must be one of trace, debug, info/,
    ],
    ['grace', { DIRSYNC_SHUTDOWN_GRACE: '30' }, /DIRSYNC_SHUTDOWN_GRACE is "30": it is not a duration/],
    [
      'activities in words',
      { DIRSYNC_MAX_ACTIVITIES: 'many' },
      /DIRSYNC_MAX_ACTIVITIES.*whole number from 1 to 1000/,
    ],
    ['no activities', { DIRSYNC_MAX_ACTIVITIES: '0' }, /DIRSYNC_MAX_ACTIVITIES.*whole number from 1 to 1000/],
    ['credential', { DIRSYNC_CREDENTIAL: 'guess' }, /DIRSYNC_CREDENTIAL is "guess"/],
    ['endpoint', { DIRSYNC_ARM_ENDPOINT: 'http://arm.example' }, /DIRSYNC_ARM_ENDPOINT.*https/],
    [
      'no such key variable',
      { DIRSYNC_PAYLOAD_KEY: 'env:NOT_THERE' },
      /DIRSYNC_PAYLOAD_KEY.*NOT_THERE is not set/,
    ],
    [
      'no such key file',
      { DIRSYNC_PAYLOAD_KEY: 'file:/not/there' },
      /DIRSYNC_PAYLOAD_KEY.*ENOENT.*\/not\/there/,
    ],
    ['short key', { DIRSYNC_PAYLOAD_KEY: 'env:K', K: 'c2hvcnQ=' }, /DIRSYNC_PAYLOAD_KEY.*5 bytes/],
    ['no key and no choice', { DIRSYNC_PAYLOAD_KEY: '' }, /DIRSYNC_PAYLOAD_KEY is missing.*openssl.*=none/],
    ['a short voucher key', { DIRSYNC_VOUCHER_KEY: 'env:K', K: 'c2hvcnQ=' }, /DIRSYNC_VOUCHER_KEY.*5 bytes/],
    [
      'sign-in by another word',
      { DIRSYNC_REQUIRE_SIGN_IN: 'yes' },
      /DIRSYNC_REQUIRE_SIGN_IN is "yes": must be true or false/,
    ],
    ['no such profile', { TEMPORAL_PROFILE: 'elsewhere' }, /TEMPORAL_.*elsewhere/],
    ['no such certificate', { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/not/there' }, /TEMPORAL_.*\/not\/there/],
  ];
  for (const [name, env, message] of bad) {
    it(`refuses: ${name}`, () => {
      const { config, problems } = readWorkerConfig({ ...clear, ...env });
      assert.equal(config, undefined);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, message);
    });
  }

  it('reports all problems at once', () => {
    const env = Object.assign({}, ...bad.map(([, one]) => one)) as NodeJS.ProcessEnv;
    const { problems } = readWorkerConfig({ ...env, DIRSYNC_CREDENTIAL: 'clientSecret' });
    const names = ['HEALTH_ADDRESS', 'METRICS_ADDRESS', 'LOG_LEVEL', 'SHUTDOWN_GRACE', 'MAX_ACTIVITIES'].map(
      (name) => `DIRSYNC_${name}`,
    );
    const others = [
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'DIRSYNC_ARM_ENDPOINT',
      'DIRSYNC_PAYLOAD_KEY',
      'TEMPORAL_',
    ];
    for (const name of [...names, ...others]) {
      assert.ok(
        problems.some((problem) => problem.includes(name)),
        `${name} in\n${problems.join('\n')}`,
      );
    }
  });

  it('never repeats a key that was given in place of a reference to it', () => {
    const { problems } = readWorkerConfig({ DIRSYNC_PAYLOAD_KEY: key });
    assert.equal(problems.length, 1);
    assert.ok(!problems[0]!.includes(key));
  });

  it('vouches only with a key, a certificate that fits, and for a tenant and application', () => {
    const { problems } = readWorkerConfig({ ...clear, DIRSYNC_VOUCHER_FOR: 'contoso' });
    const expected = [
      /^DIRSYNC_VOUCHER_FOR has "contoso": write <tenant id>\/<client id>/,
      /^DIRSYNC_VOUCHER_KEY is missing/,
      /^DIRSYNC_VOUCHER_CERT is missing.*TLS/,
      /^DIRSYNC_VOUCHER_CERT_KEY is missing/,
    ];
    assert.equal(problems.length, expected.length, problems.join('\n'));
    expected.forEach((one, n) => assert.match(problems[n]!, one));
    const id = '5b7e0c1d-92a4-4f36-8c0b-6d1e7f3a9b58';
    const env = { ...clear, K: key, DIRSYNC_VOUCHER_KEY: 'env:K', DIRSYNC_VOUCHER_FOR: `china:${id}/${id}` };
    const files = { DIRSYNC_VOUCHER_CERT: __filename, DIRSYNC_VOUCHER_CERT_KEY: __filename };
    assert.match(
      readWorkerConfig({ ...env, ...files }).problems.join(),
      /^DIRSYNC_VOUCHER_CERT_KEY is not the key/,
    );
  });

  it('splits addresses', () => {
    assert.deepEqual(splitAddress('0.0.0.0:8088'), { host: '0.0.0.0', port: 8088 });
    assert.deepEqual(splitAddress('[::1]:9464'), { host: '::1', port: 9464 });
  });
});
