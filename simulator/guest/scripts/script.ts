import type { MachineFacts, World } from '../../world';
import { minutes } from '../../site/durations';
import type { GuestState } from '../state';

export interface ScriptInput {
  world: World;
  machine: MachineFacts;
  guest: GuestState;
  parameters: Record<string, string>;
}

export interface ScriptResult {
  exitCode: number;
  /** The one JSON object that the script prints as its last line. */
  result: Record<string, unknown>;
  /** In minutes of Azure. */
  minutes: number;
}

export type Script = (input: ScriptInput) => ScriptResult;

export function failed(error: string, message: string, takes: number = minutes.script): ScriptResult {
  return { exitCode: 1, result: { error, message }, minutes: takes };
}
