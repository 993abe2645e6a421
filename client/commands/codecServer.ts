import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { InputError, runs } from '../io';
import { lazy } from '../lazy';

interface Options {
  ui: string;
  address: { host: string; port: number };
  token?: string;
  tenant?: string;
  clientId?: string;
  tlsCert?: string;
  tlsKey?: string;
}

export function addCodecServer(program: Command, call: Call): void {
  program
    .command('codec-server')
    .description('decode encrypted payloads for the Temporal UI and CLI, for whoever shows a token')
    .requiredOption('--ui <origin>', 'origin of the Temporal UI, the only one whose pages may ask', origin)
    .option('--address <host:port>', 'where to listen', hostAndPort, { host: '127.0.0.1', port: 8089 })
    .option('--token <reference>', 'env:NAME or file:/path of the token to show, 32 characters or more')
    .option('--tenant <id>', 'in place of --token: tokens of people of this Entra tenant …')
    .option('--client-id <id>', '… for this app registration, with the scope "decode"')
    .option('--tls-cert <file>', 'certificate in PEM; needed where others than this machine can ask')
    .option('--tls-key <file>', 'its key in PEM')
    .action(
      runs(call, async (options: Options) => {
        const { serveCodec, keysFor, untilInterrupted } = lazy.codecServer();
        const codec = keysFor(call.env);
        if (!codec) throw new InputError('DIRSYNC_PAYLOAD_KEY is none: there is nothing to decode.');
        const tls = readTls(options);
        const server = await serveCodec({
          codec,
          uiOrigin: options.ui,
          ...options.address,
          ...accessOf(call, options),
          tls,
          say: (line) => void call.stderr.write(`${line}\n`),
        }).catch((error: Error) => {
          throw new InputError(`--address: can't be used (${error.message}). Give another one.`);
        });
        call.stdout.write(
          `Codec server at ${server.url}, for the Temporal UI at ${options.ui}, until Ctrl-C.\n`,
        );
        await untilInterrupted();
        await server.close();
        return exitCodes.done;
      }),
    );
}

function origin(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.origin === text.replace(/\/$/, ''))
    return parsed.origin;
  throw new InvalidArgumentError('Give scheme, host and port, e.g. http://127.0.0.1:8080.');
}

function hostAndPort(text: string): Options['address'] {
  const [, host, port] = /^\[?([^[\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host && Number(port) <= 65535) return { host, port: Number(port) };
  throw new InvalidArgumentError('Give host:port, e.g. 127.0.0.1:8089.');
}

/** What passes the machine's border carries tokens and worksheets. */
function readTls({ tlsCert, tlsKey, address }: Options): { cert: string; key: string } | undefined {
  if (tlsCert && tlsKey) return { cert: pem('--tls-cert', tlsCert), key: pem('--tls-key', tlsKey) };
  if (tlsCert || tlsKey) throw new InputError('--tls-cert and --tls-key: one is missing. Give both.');
  if (['127.0.0.1', '::1', 'localhost'].includes(address.host)) return undefined;
  throw new InputError(
    `--address: ${address.host} is more than this machine. Give --tls-cert and --tls-key as well.`,
  );
}

function pem(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(`${option}: ${file} can't be read (${(error as Error).message}).`);
  }
}

function accessOf({ env }: Call, { token, tenant, clientId }: Options) {
  const { sharedToken, readToken, entraTokens } = lazy.codecServer();
  if (token && !tenant && !clientId) return { check: sharedToken(readToken(token, env)), signsIn: true };
  if (!token && tenant && clientId)
    return { check: entraTokens({ tenantId: tenant, clientId }, env), signsIn: false };
  throw new InputError('Who may ask? Give either --token, or --tenant and --client-id.');
}
