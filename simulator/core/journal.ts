import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JournalEntry } from '../world';

const journalFile = (directory: string) => join(directory, 'journal.jsonl');

/** `url` matches a part of the entry's URL, case-insensitively; the others match whole. */
export interface JournalFilter {
  service?: JournalEntry['service'];
  method?: string;
  url?: string;
  status?: number;
  /** Name of the fault that struck. */
  fault?: string;
}

export function readJournal(directory: string, filter: JournalFilter = {}): JournalEntry[] {
  const file = journalFile(directory);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry)
    .filter(
      (entry) =>
        (!filter.service || entry.service === filter.service) &&
        (!filter.method || entry.method === filter.method.toUpperCase()) &&
        (!filter.status || entry.status === filter.status) &&
        (!filter.fault || entry.fault === filter.fault) &&
        (!filter.url || entry.url.toLowerCase().includes(filter.url.toLowerCase())),
    );
}

/** Written before the answer leaves, so that whoever has an answer finds its entry. */
export function keepJournal(app: FastifyInstance, service: JournalEntry['service'], directory: string): void {
  app.addHook('onSend', async (request, reply) => {
    writeEntry(directory, service, request, reply.statusCode);
  });
}

/** Which fault struck a request. */
const strikes = new WeakMap<FastifyRequest, string>();
export const keepStrike = (request: FastifyRequest, fault: string) => void strikes.set(request, fault);
export const strikeOn = (request: FastifyRequest): string | undefined => strikes.get(request);

/** Which rights a request needs. */
const rights = new WeakMap<FastifyRequest, JournalEntry['rights']>();
export const keepRights = (request: FastifyRequest, needed: JournalEntry['rights']) =>
  void rights.set(request, needed);

export function writeEntry(
  directory: string,
  service: JournalEntry['service'],
  request: FastifyRequest,
  status: number,
): void {
  const fault = strikeOn(request);
  const entry: JournalEntry = {
    at: new Date().toISOString(),
    service,
    method: request.method,
    url: request.url,
    status,
    ...(fault === undefined ? {} : { fault }),
    ...(rights.has(request) ? { rights: rights.get(request) } : {}),
  };
  appendFileSync(journalFile(directory), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
}

export function serveJournal(app: FastifyInstance, directory: string): void {
  app.get<{ Querystring: Record<string, string | undefined> }>('/journal', async (request) => {
    const { service, method, url, status, fault } = request.query;
    return readJournal(directory, {
      service: service as JournalEntry['service'],
      method,
      url,
      fault,
      status: status === undefined ? undefined : Number(status),
    });
  });
}
