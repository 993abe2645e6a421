import 'reflect-metadata'; // @peculiar/x509 refuses to load without it
import * as x509 from '@peculiar/x509';
import { randomBytes, webcrypto } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../temporal/processes';
import type { Worksheet } from '../../worksheet/schema';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * What a worker on this machine needs to vouch for the people of a simulated tenant, and its command line to trust it; nothing where
 * names are as declared. `caFile` is the simulator's.
 */
export async function vouchingVariables(
  { azure, approvals }: Worksheet,
  directory: string,
  caFile: string,
): Promise<NodeJS.ProcessEnv> {
  if (approvals.trust !== 'entra') return {};
  const [port] = await freePorts(1);
  const files = {
    certificate: join(directory, 'vouching.pem'),
    key: join(directory, 'vouching-key.pem'),
    sealing: join(directory, 'voucher-key'),
    ca: join(directory, 'trusted.pem'),
  };
  if (!existsSync(files.certificate)) await makeCertificate(files.certificate, files.key);
  if (!existsSync(files.sealing))
    writeFileSync(files.sealing, randomBytes(32).toString('base64'), { mode: 0o600 });
  const trusted = [caFile, files.certificate].map((file) => readFileSync(file, 'utf8'));
  writeFileSync(files.ca, trusted.join('\n'));
  return {
    DIRSYNC_CA_FILE: files.ca,
    DIRSYNC_REQUIRE_SIGN_IN: 'true',
    DIRSYNC_VOUCHER_KEY: `file:${files.sealing}`,
    DIRSYNC_VOUCHER_FOR: `${azure.tenantId}/${approvals.clientId}`,
    DIRSYNC_VOUCHER_ADDRESS: `127.0.0.1:${port}`,
    DIRSYNC_VOUCHER_CERT: files.certificate,
    DIRSYNC_VOUCHER_CERT_KEY: files.key,
    DIRSYNC_VOUCHER_URL: `https://localhost:${port}`,
    DIRSYNC_SIGN_IN: 'deviceCode',
  };
}

/** Signed by itself, for loopback only. */
export async function makeCertificate(certificateFile: string, keyFile: string): Promise<void> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=dirsync worker (throw-away)',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifetimeMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  writeFileSync(keyFile, x509.PemConverter.encode(key, 'PRIVATE KEY'), { mode: 0o600 });
  writeFileSync(certificateFile, certificate.toString('pem'));
}
