import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { clouds } from '../activities/environment';
import type { Cloud } from '../activities/environment';
import type { Served } from '../activities/identity/issuer';
import { keyAt } from '../temporal/payloadKeys';

/** How the worker vouches for people (docs/decisions/0010). */
export interface VouchingConfig {
  key?: Uint8Array;
  /** Absent where another worker does it. */
  service?: { address: string; served: Served[]; certificate: string; certificateKey: string };
}

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const servedForm = new RegExp(`^(?:(${Object.keys(clouds).join('|')}):)?(${guid})/(${guid})$`, 'i');

/** Everything that is wrong is added to `problems`, without any value of a key. */
export function readVouchingConfig(
  env: NodeJS.ProcessEnv,
  address: string,
  problems: string[],
): VouchingConfig {
  const {
    DIRSYNC_VOUCHER_KEY: reference,
    DIRSYNC_VOUCHER_FOR: list,
    DIRSYNC_VOUCHER_CERT: certificateFile,
    DIRSYNC_VOUCHER_CERT_KEY: keyFile,
  } = env;
  const key = reference ? orProblem(() => keyAt(reference, env, 'DIRSYNC_VOUCHER_KEY'), problems) : undefined;
  if (!list) return { key };
  const served = readServed(list, problems);
  if (!reference)
    problems.push(
      'DIRSYNC_VOUCHER_KEY is missing: DIRSYNC_VOUCHER_FOR needs it. Make one with `openssl rand -base64 32` and give every worker the same',
    );
  const certificate = readPem('DIRSYNC_VOUCHER_CERT', certificateFile, problems);
  const certificateKey = readPem('DIRSYNC_VOUCHER_CERT_KEY', keyFile, problems);
  if (certificate && certificateKey && !fits(certificate, certificateKey))
    problems.push('DIRSYNC_VOUCHER_CERT_KEY is not the key of the certificate in DIRSYNC_VOUCHER_CERT');
  if (!certificate || !certificateKey) return { key };
  return { key, service: { address, served, certificate, certificateKey } };
}

function readServed(list: string, problems: string[]): Served[] {
  return list.split(',').flatMap((entry) => {
    const [, cloud = 'public', tenantId, clientId] = servedForm.exec(entry.trim()) ?? [];
    if (tenantId && clientId)
      return [
        {
          cloud: cloud.toLowerCase() as Cloud,
          tenantId: tenantId.toLowerCase(),
          clientId: clientId.toLowerCase(),
        },
      ];
    problems.push(
      `DIRSYNC_VOUCHER_FOR has "${entry.trim()}": write <tenant id>/<client id>, with usgovernment: or china: before it in those clouds, separated by commas`,
    );
    return [];
  });
}

function readPem(name: string, file: string | undefined, problems: string[]): string | undefined {
  if (!file) {
    problems.push(
      `${name} is missing: people's tokens are taken over TLS only, so DIRSYNC_VOUCHER_FOR needs a certificate and its key, as PEM files`,
    );
    return undefined;
  }
  return orProblem(() => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new Error(`${name} is "${file}": it can't be read (${(error as Error).message})`, {
        cause: error,
      });
    }
  }, problems);
}

function fits(cert: string, key: string): boolean {
  try {
    createSecureContext({ cert, key });
    return true;
  } catch {
    return false;
  }
}

function orProblem<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push((error as Error).message);
    return undefined;
  }
}
