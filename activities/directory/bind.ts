import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Client, InvalidCredentialsError, InvalidDNSyntaxError, NoSuchObjectError } from 'ldapts';
import { ldapPorts, type Controller } from './reach';

export interface Credentials {
  /** `DOMAIN\user` or `user@domain`: Active Directory takes both as the name of a simple bind (MS-ADTS 5.1.1.1.1). */
  account: string;
  password: string;
}

export type BindOutcome =
  /** The password was not sent. */
  | { kind: 'notTried'; why: string }
  /** It was sent, and the answer says nothing about it. */
  | { kind: 'unclear'; controller: string; why: string }
  /** `reason` is the Win32 code that Active Directory gives, if it gives one. */
  | { kind: 'refused'; controller: string; reason?: number }
  | { kind: 'accepted'; controller: string; over: string; unit?: 'found' | 'notFound' };

const withinMs = 4000;

/**
 * Binds once, to the first controller whose certificate can be verified: each refusal counts towards the account's
 * lockout. The password goes over verified TLS or not at all.
 */
export async function tryJoinAccount(
  controllers: Controller[],
  credentials: Credentials,
  { ca, unit, ports = ldapPorts }: { ca?: string[]; unit?: string; ports?: typeof ldapPorts },
): Promise<BindOutcome> {
  const reasons: string[] = [];
  for (const { name, address, open } of controllers) {
    if (address === undefined) continue;
    const over = open.includes(ldapPorts.ldaps)
      ? 'LDAPS'
      : open.includes(ldapPorts.ldap)
        ? 'StartTLS'
        : undefined;
    if (over === undefined) continue;
    const port = over === 'LDAPS' ? ports.ldaps : ports.ldap;
    const session = await openSession({ name, address, port, over, ca });
    if ('why' in session) {
      reasons.push(`${name}: ${session.why}`);
      continue;
    }
    try {
      return await bindAndLook(session.client, { controller: name, over, credentials, unit });
    } finally {
      session.socket.destroy();
    }
  }
  return { kind: 'notTried', why: reasons.join('; ') || 'no controller offers LDAP from here' };
}

interface Target extends Pick<ConnectionOptions, 'ca'> {
  name: string;
  address: string;
  port: number;
  over: 'LDAPS' | 'StartTLS';
}

/** The client gets this one connection and can't make another, so it never falls back to one without TLS. */
async function openSession(target: Target): Promise<{ client: Client; socket: Socket } | { why: string }> {
  const { name, address, port, over, ca } = target;
  const tls: ConnectionOptions = { servername: name, ca, rejectUnauthorized: true };
  const signal = AbortSignal.timeout(withinMs);
  const socket: Socket =
    over === 'LDAPS' ? connectTls({ ...tls, host: address, port }) : connect({ host: address, port });
  const client = new Client({
    url: `ldap://${name}`,
    createConnection: () => socket,
    connectTimeout: withinMs,
    timeout: withinMs,
  });
  try {
    await once(socket, over === 'LDAPS' ? 'secureConnect' : 'connect', { signal });
    if (over === 'StartTLS') await within(signal, client.startTLS(tls));
    return { client, socket };
  } catch (error) {
    socket.destroy();
    return { why: whyNoTls(over, error) };
  }
}

function whyNoTls(over: string, error: unknown): string {
  const { code, name } = error as { code?: string | number; name?: string };
  if (name === 'AbortError' || name === 'TimeoutError') return `${over} does not answer in time`;
  if (typeof code === 'string' && /CERT|SIGNATURE|ISSUER|ALTNAME|SELF_SIGNED/.test(code)) {
    return `${over} shows a certificate that can't be verified (${code})`;
  }
  return `${over} is not to be had (${code ?? name ?? 'unknown'})`;
}

async function bindAndLook(
  client: Client,
  given: { controller: string; over: string; credentials: Credentials; unit?: string },
): Promise<BindOutcome> {
  const { controller, over, unit } = given;
  try {
    await client.bind(given.credentials.account, given.credentials.password);
  } catch (error) {
    if (error instanceof InvalidCredentialsError) {
      return { kind: 'refused', controller, reason: win32Code(error.message) };
    }
    const { code, name } = error as { code?: string | number; name?: string };
    return { kind: 'unclear', controller, why: `${name ?? 'error'}${code === undefined ? '' : ` ${code}`}` };
  }
  return { kind: 'accepted', controller, over, ...(unit ? { unit: await lookFor(client, unit) } : {}) };
}

/** undefined where the directory does not say. */
async function lookFor(client: Client, unit: string): Promise<'found' | 'notFound' | undefined> {
  try {
    await client.search(unit, { scope: 'base', attributes: ['distinguishedName'] });
    return 'found';
  } catch (error) {
    const missing = error instanceof NoSuchObjectError || error instanceof InvalidDNSyntaxError;
    return missing ? 'notFound' : undefined;
  }
}

/** `80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data 52e, v3839` → 0x52e */
export function win32Code(message: string): number | undefined {
  const code = /AcceptSecurityContext error, data ([0-9a-f]+)/i.exec(message)?.[1];
  return code === undefined ? undefined : parseInt(code, 16);
}

function within<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  const late = once(signal, 'abort').then((): never => {
    throw signal.reason;
  });
  return Promise.race([work, late]);
}
