import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];
export type Painter = (format: Format, text: string) => string;

/** Styles only where colour is wanted; whether it is has been decided by `useColor`, so the stream is not asked again. */
export const painter =
  (color: boolean): Painter =>
  (format, text) =>
    color ? styleText(format, text, { validateStream: false }) : text;

/** NO_COLOR (no-color.org) wins, then FORCE_COLOR, then whether the stream is a terminal that can. */
export function useColor(env: NodeJS.ProcessEnv, stream: { isTTY?: boolean }): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return stream.isTTY === true && env.TERM !== 'dumb';
}
