import { environment, splitAddress } from './config';

/** `node lib/worker/probe.js`: exit code 0 when the worker of this environment is healthy. For container health checks. */
async function main(): Promise<void> {
  const { host, port } = splitAddress(
    environment.shape.DIRSYNC_HEALTH_ADDRESS.parse(process.env.DIRSYNC_HEALTH_ADDRESS || undefined),
  );
  // A worker that listens on every address is asked on loopback.
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host;
  const answer = await fetch(`http://${address}:${port}`, { signal: AbortSignal.timeout(4_000) });
  process.stdout.write(`${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`The worker does not answer: ${error.message}\n`);
  process.exitCode = 1;
});
