import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { LoadResult } from '../../worksheet/load';
import { loadWorksheet } from '../../worksheet/load';
import { applies, judge, toWorksheet } from './answers';
import type { Answers } from './questions';
import { questions } from './questions';
import { renderWorksheet } from './render';
import { askOnTerminal } from './terminal';

/** One question with its default worked out; `validate` says what is wrong with an answer. */
export interface Asked {
  path: string;
  table: string;
  message: string;
  default?: string;
  choices?: string[];
  optional: boolean;
  validate: (answer: string) => true | string;
}

export type Ask = (question: Asked) => Promise<string>;

export interface InitOptions {
  file: string;
  /** Write over a file that is there already. */
  force?: boolean;
  /** Ask on the terminal (the default), or in another way; false writes a worksheet with gaps to fill in. */
  ask?: boolean | Ask;
}

/** What `dirsync validate` finds in each gap. */
const askNothing: Ask = async ({ default: preset, optional }) => preset ?? (optional ? '' : 'FILL-IN');

/** Where the JSON Schema lies, seen from the compiled code as from the sources. */
const schemaFile = 'worksheet.schema.json';

/**
 * Asks the questions of Tables V, S, D and L and the rest, and writes a commented worksheet; returns what loading it says.
 * Throws before the first question when the file exists and `force` is not set.
 */
export async function runInit({ file, force = false, ask = true }: InitOptions): Promise<LoadResult> {
  if (existsSync(file) && !force) {
    throw new Error(`${file} exists already; --force writes over it.`);
  }
  const asking = typeof ask === 'function' ? ask : ask ? askOnTerminal() : askNothing;
  const answers: Answers = {};
  for (const question of questions) {
    if (!applies(question, answers)) continue;
    const { path, table, message, choices } = question;
    const preset = typeof question.default === 'function' ? question.default(answers) : question.default;
    const answer = await asking({
      path,
      table,
      message,
      choices,
      optional: question.optional ?? false,
      default: preset,
      validate: (text) => judge(question, answers, text.trim()),
    });
    answers[path] = answer.trim();
  }
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, renderWorksheet(toWorksheet(answers), schemaFrom(file)), { flag: force ? 'w' : 'wx' });
  return loadWorksheet(file);
}

function schemaFrom(file: string): string {
  const folder = resolve(__dirname, '..', '..', 'worksheet').replace(/([/\\])lib([/\\]worksheet)$/, '$2');
  return relative(dirname(resolve(file)), resolve(folder, schemaFile)).replaceAll('\\', '/');
}
