import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';

/** In memory, inside the mount namespace that inside.sh made. */
export const folder = process.env.DIRSYNC_SAMBA_FOLDER ?? '';
export const domain = 'corp.contoso.com';
export const base = 'DC=corp,DC=contoso,DC=com';
const database = '/var/lib/samba/private/sam.ldb';
const tls = { key: join(folder, 'dc1-key.pem'), certificate: join(folder, 'dc1.pem') };

export interface Ran {
  code: number;
  output: string;
}

/** Secrets go in by standard input or by a file of the folder, never by argument. */
export async function run(
  command: string,
  args: string[],
  { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { env: { ...process.env, ...env }, timeout: 60_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
    child.stdin?.on('error', () => undefined); // it may end without reading
    child.stdin?.end(input);
  });
}

export async function must(...call: Parameters<typeof run>): Promise<string> {
  const { code, output } = await run(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1][0] ?? ''} ended with ${code}: ${output.slice(-800)}`);
  return output;
}

export interface Samba {
  /** PEM of what vouches for dc1's certificate. */
  ca: string;
  stop(): Promise<void>;
}

/** Provisions the domain and starts its one controller, dc1 at 10.10.0.4. */
export async function startSamba(): Promise<Samba> {
  await must('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=dc1.${domain}`, '-addext', `subjectAltName=DNS:dc1.${domain}`],
    ...['-keyout', tls.key, '-out', tls.certificate],
  ]);
  const options = {
    interfaces: '127.0.0.1 10.10.0.4',
    'bind interfaces only': 'yes',
    'tls keyfile': tls.key,
    'tls certfile': tls.certificate,
    'tls cafile': tls.certificate,
  };
  // Without --adminpass it makes up a password; its output, which has it, is dropped.
  const provisioned = await run('samba-tool', [
    ...['domain', 'provision', '--server-role=dc', '--dns-backend=SAMBA_INTERNAL'],
    ...[`--realm=${domain.toUpperCase()}`, '--domain=CORP', '--host-name=dc1', '--host-ip=10.10.0.4'],
    ...Object.entries(options).map(([name, value]) => `--option=${name}=${value}`),
  ]);
  if (provisioned.code !== 0) throw new Error('samba-tool domain provision failed');
  return { ca: readFileSync(tls.certificate, 'utf8'), stop: await startDaemon() };
}

async function startDaemon(): Promise<() => Promise<void>> {
  const log = createWriteStream(join(folder, 'samba.log'));
  const daemon = spawn('samba', ['--foreground', '--no-process-group', '--debug-stdout'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  daemon.stdout.pipe(log);
  daemon.stderr.pipe(log);
  const stop = () => ended(daemon);
  try {
    for (const port of [53, 88, 389, 445, 636]) await listening(port, daemon);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function listening(port: number, daemon: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (daemon.exitCode !== null) break;
    const socket = connect({ host: '10.10.0.4', port });
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await sleep(200);
    } finally {
      socket.destroy();
    }
  }
  const log = readFileSync(join(folder, 'samba.log'), 'utf8');
  throw new Error(`Samba does not listen on port ${port}:\n${log.slice(-1500)}`);
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await exit;
}

export interface User {
  name: string;
  password: string;
}

/** As dc1 itself, on its database. */
export async function addUnit(name: string): Promise<void> {
  await must('ldbadd', ['-H', database], {
    input: `dn: OU=${name},${base}\nobjectClass: organizationalUnit\n`,
  });
}

export async function addUser({ name, password }: User, accountControl = 512): Promise<void> {
  const quoted = Buffer.from(`"${password}"`, 'utf16le').toString('base64'); // MS-ADTS 3.1.1.3.1.5.1
  const lines = [
    `dn: CN=${name},CN=Users,${base}`,
    'objectClass: user',
    `sAMAccountName: ${name}`,
    `userPrincipalName: ${name}@${domain}`,
    `userAccountControl: ${accountControl}`,
    `unicodePwd:: ${quoted}`,
  ];
  await must('ldbadd', ['-H', database], { input: `${lines.join('\n')}\n` });
}

/** Locks an account after so many wrong passwords. */
export async function setLockoutThreshold(count: number): Promise<void> {
  await must('ldbmodify', ['-H', database], {
    input: `dn: ${base}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: ${count}\n`,
  });
}

/** Lets the account create computers in the unit, and write what it created (as an administrator delegates it). */
export async function delegateJoin(account: string, unit: string): Promise<void> {
  const found = await must('ldbsearch', ['-H', database, `(sAMAccountName=${account})`, 'objectSid']);
  const sid = /objectSid: (\S+)/.exec(found)?.[1];
  if (!sid) throw new Error(`${account} has no SID`);
  const computers = 'bf967a86-0de6-11d0-a285-00aa003049e2';
  await must('samba-tool', [
    ...['dsacl', 'set', `--objectdn=${unit}`],
    `--sddl=(OA;CI;CC;${computers};;${sid})(OA;CIIO;GA;;${computers};${sid})`,
  ]);
}
