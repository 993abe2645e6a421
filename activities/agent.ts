import { rootCertificates } from 'node:tls';
import { Agent } from 'undici';
import type { OutsideSettings } from './environment';

/** Connections that also trust the certificate authority of DIRSYNC_CA_FILE. Node's `ca` replaces the system's, so these are given too. */
export function createAgent(settings: OutsideSettings): Agent {
  const { ca } = settings.overrides;
  return new Agent(ca ? { connect: { ca: [...rootCertificates, ca] } } : {});
}
