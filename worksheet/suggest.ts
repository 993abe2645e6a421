import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant: at most a third of its letters differ. */
export function meant(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((one) => one.toLowerCase()),
  );
  const near = distance(lower, best) <= Math.max(1, Math.floor(best.length / 3));
  return near ? known.find((one) => one.toLowerCase() === best) : undefined;
}

export function didYouMean(word: string, known: readonly string[]): string {
  const suggestion = meant(word, known);
  return suggestion === undefined ? '' : `Did you mean ${suggestion}? `;
}
