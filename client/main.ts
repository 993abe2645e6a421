#!/usr/bin/env node
import { runCli } from './cli';

/** A reader that has seen enough (`| head`) is no failure; there is nobody left to write to. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

/** The `dirsync` program. The exit code is set and not forced, so that everything written is seen. */
void runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env }).then(
  (code) => {
    process.exitCode = code;
  },
);
