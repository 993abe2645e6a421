import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Everything comes from here: the page works without any network, and nothing else can be loaded into it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' } as const;
const files = ['page.css', 'page.js', 'dom.js', 'sections.js', 'people.js', 'faults.js'] as const;

const headers = {
  'content-security-policy': policy,
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Browsers ask for HTML first; programs don't name it. */
export const wantsPage = (request: FastifyRequest): boolean =>
  /\btext\/html\b/i.test(request.headers.accept ?? '');

export const page = {
  headers: { ...headers, vary: 'accept' },
  type: contentType('page.html'),
  text: () => read('page.html'),
};

/** What the page is made of, under `/site/page/`. */
export function registerPage(app: FastifyInstance): void {
  for (const file of files) {
    app.get(`/site/page/${file}`, async (_request, reply) =>
      reply.headers(headers).type(contentType(file)).send(read(file)),
    );
  }
}

function contentType(file: string): string {
  return `${types[file.split('.').at(-1) as keyof typeof types]}; charset=utf-8`;
}

const read = (file: string): string => readFileSync(join(__dirname, file), 'utf8');
