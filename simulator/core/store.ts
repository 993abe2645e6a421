import { join } from 'node:path';
import { readJson, writeAtomically } from './files';

export interface Store {
  state: Record<string, unknown>;
  changed(): void;
  /** Writes what is not yet written: whatever was answered outlives the process. */
  flush(): void;
  /** Writes what is not yet written and ends the schedule. */
  close(): void;
}

/** Changes that come together are written together. */
const writeDelay = 20;

/** The simulator's whole state as one JSON file; mode 0600, because it holds the simulated secrets. */
export function openStore(directory: string): Store {
  const file = join(directory, 'state.json');
  const state = readJson<Record<string, unknown>>(file) ?? {};
  let pending: NodeJS.Timeout | undefined;
  const write = () => {
    pending = undefined;
    writeAtomically(file, JSON.stringify(state));
  };
  return {
    state,
    changed: () => {
      pending ??= setTimeout(write, writeDelay);
    },
    flush: () => {
      if (pending === undefined) return;
      clearTimeout(pending);
      write();
    },
    close: () => {
      clearTimeout(pending);
      write();
    },
  };
}
