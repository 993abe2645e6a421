/** Markup that may be put into a page as it is. Only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | null | undefined | readonly Part[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML and HTML refuse, or that turn the direction of text, become a mark that can be seen. */
const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** A template whose values are escaped unless they are markup themselves; null and undefined are nothing. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  const markup = literals.reduce((before, literal, index) => before + asMarkup(parts[index - 1]) + literal);
  return { markup };
}

function asMarkup(part: Part): string {
  if (part === null || part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('markup' in part) return part.markup;
  return part.map(asMarkup).join('');
}
