import { rootCertificates } from 'node:tls';
import { Agent } from 'undici';
import { requestTimeLimit, type OutsideSettings } from './environment';

/** The authorities to trust when one more is given. Node's `ca` replaces its own, so these are given too. */
export const trusted = (ca: string): string[] => [...rootCertificates, ca];

/** Connections that also trust the certificate authority of DIRSYNC_CA_FILE. */
export function createAgent(settings: OutsideSettings): Agent {
  const { ca } = settings.overrides;
  const limit = requestTimeLimit(settings);
  return new Agent({
    headersTimeout: limit,
    bodyTimeout: limit,
    ...(ca ? { connect: { ca: trusted(ca) } } : {}),
  });
}
