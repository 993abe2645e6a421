import type { DestinationStream } from 'pino';

/** Members that hold a secret wherever they occur in what is logged, such as in a request that hangs on an error. */
const members = [
  'adminPassword',
  'authorization',
  'Authorization',
  'authorizationKey',
  'clientSecret',
  'password',
  'protectedParameters',
  'protectedSettings',
  'sharedKey',
  'token',
];

/** For pino's `redact`: it knows no depth of its own, and nothing that is logged here nests deeper. */
export const redactedPaths = members.flatMap((name) =>
  ['', '*.', '*.*.', '*.*.*.'].map((depth) => depth + name),
);

/** Variables of the environment that are secrets in themselves; what a worksheet's `env:` names is noted when it is resolved. */
const variables = [
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'AZURE_PASSWORD',
  'TEMPORAL_API_KEY',
];

/** Not the `***` of failures (activities/failures), so that it is seen who struck. */
export const redactedMark = '[redacted]';

/** Shorter ones would blacken half of the log, and are no secrets to speak of. */
const leastLength = 6;

/**
 * The last line of defence: values that this process knows to be secret, blackened in each line before it leaves, as they are and
 * as JSON, a URL or base64 would hold them. Nothing relies on it: test/secrets fails where it had to strike.
 */
export class Redaction {
  private readonly forms = new Set<string>();

  constructor(env: NodeJS.ProcessEnv = {}) {
    for (const name of variables) this.note(env[name]);
  }

  /** Only ever grows: a line about a secret may come after the activity that used it. */
  readonly note = (value: string | undefined): void => {
    if (value === undefined || value.length < leastLength) return;
    for (const form of formsOf(value)) this.forms.add(form);
  };

  of(line: string): string {
    let redacted = line;
    for (const form of this.forms) redacted = redacted.replaceAll(form, redactedMark);
    return redacted;
  }

  before(destination: DestinationStream): DestinationStream {
    return { write: (line) => destination.write(this.of(line)) };
  }
}

/** Base64 depends on where in its three-byte groups the value begins; the characters that neighbours share are left out. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    return whole
      .subarray(0, whole.length - (whole.length % 3))
      .toString('base64')
      .slice(before === 0 ? 0 : 4);
  });
  const json = JSON.stringify(value).slice(1, -1);
  const twice = JSON.stringify(json).slice(1, -1);
  return [twice, json, value, encodeURIComponent(value), ...base64].filter(
    (form) => form.length >= leastLength,
  );
}
