import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { World } from '../../world';
import { faultSet } from './schema';
import { activeFault, faultsState } from './state';

/** The body of `PUT /faults` from a file. After a restart the counts of an unchanged file go on. */
export function readFaults(world: World, file: string): void {
  const text = readFileSync(file, 'utf8');
  const digest = createHash('sha256').update(text).digest('hex');
  const state = faultsState(world);
  if (state.file === digest) return;
  const parsed = faultSet.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  state.active = parsed.data.faults.map(activeFault);
  state.file = digest;
}
