import type { Simulator } from './core/start';
import { start } from './core/start';
import { startDns } from './dns';
import { registerGraph } from './graph';
import { createSite, registerSite } from './site';
import type { SimulatorOptions } from './world';

export { readJournal } from './core/journal';
export type { JournalFilter } from './core/journal';
export type { Simulator } from './core/start';
export type { JournalEntry, SimulatorEndpoints, SimulatorOptions, World } from './world';

/** The whole simulated enterprise in this process. */
export function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  return start(options, { createSite, registerSite, registerGraph, startDns });
}
