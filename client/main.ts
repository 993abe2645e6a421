#!/usr/bin/env node
import { runCli } from './cli';

/** The `dirsync` program. The exit code is set and not forced, so that everything written is seen. */
void runCli(process.argv.slice(2), { stdout: process.stdout, stderr: process.stderr, env: process.env }).then(
  (code) => {
    process.exitCode = code;
  },
);
