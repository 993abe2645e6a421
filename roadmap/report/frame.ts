import type { Markup } from './html';
import { html } from './html';
import { style } from './style';

/** One self-contained page: no script, nothing fetched (its policy forbids both), printable on A4. */
export function framed(title: string, workflowId: string, head: Markup, sections: Markup[]): string {
  const page = html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        ${head}
        <main>${sections}</main>
        <footer>
          <p>
            Made by dirsync from the history of workflow ${workflowId}. It holds references to secrets, and no
            secret.
          </p>
        </footer>
      </body>
    </html>`;
  return `${page.markup.replace(/^ +/gm, '')}\n`;
}

export const section = (id: string, title: string, content: Markup): Markup =>
  html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;

export const scrolling = (content: Markup): Markup => html`<div class="scroll">${content}</div>`;

export const fact = (name: string, value: Markup): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
