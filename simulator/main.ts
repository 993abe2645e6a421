import { readFileSync } from 'node:fs';
import { startSimulator } from './index';
import type { SimulatorOptions } from './world';

/**
 * `node lib/simulator/main.js <options.json> [--with-parent]`: prints the endpoints as one JSON line when ready.
 * With `--with-parent` it goes when its standard input ends, so that it never outlives whoever started it.
 */
async function main([file, ...flags]: string[]): Promise<void> {
  if (!file) throw new Error('usage: main.js <options.json> [--with-parent]');
  const simulator = await startSimulator(JSON.parse(readFileSync(file, 'utf8')) as SimulatorOptions);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    simulator.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (flags.includes('--with-parent')) process.stdin.once('end', stop).once('error', stop).resume();
  process.stdout.write(`${JSON.stringify(simulator.endpoints)}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(`simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main(process.argv.slice(2)).catch(fail);
