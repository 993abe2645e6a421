import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { LoadResult } from '../../worksheet/load';
import { loadWorksheet } from '../../worksheet/load';
import { packageFile } from '../packageFile';
import { applies, judge, toWorksheet } from './answers';
import type { Answers, Ask } from './questions';
import { questions } from './questions';
import { renderWorksheet } from './render';
import { askOnTerminal } from './terminal';

export interface InitOptions {
  file: string;
  /** Write over a file that is there already. */
  force?: boolean;
  /** Ask on the terminal (the default), or in another way; false writes a worksheet with gaps to fill in. */
  ask?: boolean | Ask;
}

/** What `dirsync validate` finds in each gap. */
const askNothing: Ask = async ({ default: preset, optional }) => preset ?? (optional ? '' : 'FILL-IN');

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

/** The JSON Schema, as an editor finds it from the worksheet. */
function schemaFrom(file: string): string {
  const schema = packageFile('worksheet/worksheet.schema.json');
  return relative(dirname(resolve(file)), schema).replaceAll('\\', '/');
}
