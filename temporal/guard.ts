import { spawn } from 'node:child_process';

/**
 * Runs a program and ends it when standard input closes, which the system does however the parent dies.
 * Plain Node with no dependencies, so that it starts at once: `node guard.js <program> [argument …]`.
 */
const [program, ...args] = process.argv.slice(2);
if (!program) {
  process.stderr.write('guard: names no program\n');
  process.exit(2);
}

/** How long a program may take to shut down before it is killed. */
const graceMs = 15_000;

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  process.stderr.write(`${program}: ${error.message}\n`);
  process.exit(127);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 0 : 1)));

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
}

process.stdin.resume();
process.stdin.once('end', stop);
process.stdin.once('error', stop);
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// A parent that is gone must not kill the guard by a broken pipe before the program has been stopped.
process.stdout.on('error', stop);
process.stderr.on('error', stop);
