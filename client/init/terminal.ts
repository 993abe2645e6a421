import { input, select } from '@inquirer/prompts';
import type { Ask } from './questions';

/** Asks on the terminal, with a heading before each table. */
export function askOnTerminal(): Ask {
  let lastTable = '';
  return async ({ table, message, choices, default: preset, validate }) => {
    if (table !== lastTable) {
      lastTable = table;
      process.stderr.write(`\n${table}\n`);
    }
    return choices
      ? select({ message, choices, default: preset })
      : input({ message, default: preset, validate });
  };
}
