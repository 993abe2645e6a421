import type { Markup } from './html';
import { html } from './html';

/** Lines of text in a box, each with its look; sizes in units of the drawing. */
export interface TextLine {
  text: string;
  look?: 'label' | 'strong';
  size?: number;
}

/** Mean width of a character of the sans-serif fonts in use, in ems, with room for bold and capitals. */
const characterWidth = 0.58;
const smallest = 10.5;

/** Makes text fit by a smaller size first, then by leaving out its end. */
function fit(text: string, width: number, size: number): { text: string; size: number } {
  const needed = text.length * characterWidth;
  if (needed * size <= width) return { text, size };
  const smaller = Math.floor((width / needed) * 10) / 10;
  if (smaller >= smallest) return { text, size: smaller };
  const room = Math.max(1, Math.floor(width / (characterWidth * smallest)) - 1);
  return { text: `${text.slice(0, room)}…`, size: smallest };
}

export function lines(x: number, y: number, width: number, texts: TextLine[], middle = false): Markup[] {
  let below = y;
  return texts.map(({ text, look, size = 14 }) => {
    const fitted = fit(text, width, size);
    const line = html`<text
      x="${x}"
      y="${below}"
      font-size="${fitted.size}"
      class="${look}"
      text-anchor="${middle ? 'middle' : 'start'}"
      >${fitted.text}</text
    >`;
    below += size + 4;
    return line;
  });
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const padding = 10;

export function box(area: Area, look: string, texts: TextLine[]): Markup {
  const { x, y, width, height } = area;
  return html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" class="${look}" />
    ${lines(x + padding, y + padding + 13, width - 2 * padding, texts)}`;
}

/** A flow of data with its arrow at the end. */
export function flow(kind: 'query' | 'change', path: string): Markup {
  return html`<path d="${path}" class="flow ${kind}" marker-end="url(#end-${kind})" />`;
}

export function dot(kind: 'query' | 'change', x: number, y: number, digit: number): Markup {
  return html`<circle cx="${x}" cy="${y}" r="10" class="dot ${kind}" />
    <text x="${x}" y="${y + 4.5}" font-size="13" text-anchor="middle" class="digit">${digit}</text>`;
}

export const arrowheads: Markup[] = (['query', 'change'] as const).map(
  (kind) =>
    html`<marker
      id="end-${kind}"
      viewBox="0 0 10 10"
      refX="9"
      refY="5"
      markerWidth="6"
      markerHeight="6"
      orient="auto"
    >
      <path d="M0 0 L10 5 L0 10 z" class="${kind}" />
    </marker>`,
);
