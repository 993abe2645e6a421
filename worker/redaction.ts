import type { DestinationStream } from 'pino';
import { formsOf } from '../activities/failures/redact';

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
    for (const form of formsOf(value ?? '')) this.forms.add(form);
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
