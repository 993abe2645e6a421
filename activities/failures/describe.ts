import { policyMessage } from './policy';

/** What every service's error is reduced to before it is judged. Holds what the service said, never what we sent. */
export interface ServiceError {
  /** The codes from outermost to innermost: the inner ones are the more exact. */
  codes: string[];
  message: string;
  status?: number;
  correlationId?: string;
  retryAfterMs?: number;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** Errors of ARM clients, Graph, sign-in, Node's network and the SDK pollers, which all look different. */
export function describeError(error: unknown): ServiceError {
  if (!isObject(error)) return { codes: [], message: String(error) };
  const body = bodyOf(error);
  const fromBody = flatten(body);
  const messages = [...new Set([...fromBody.messages, ...causeMessages(error)])];
  const codes = [text(error.code), ...fromBody.codes, ...lroCodes(error), ...causeCodes(error)];
  const status = typeof error.statusCode === 'number' ? error.statusCode : undefined;
  return {
    codes: [...new Set(codes.filter((code) => code !== undefined))],
    message: tidy(messages.join(' ')),
    ...(status !== undefined && status > 0 ? { status } : {}),
    ...optional('correlationId', correlationOf(error)),
    ...optional('retryAfterMs', retryAfterOf(error)),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** The `error` object of an ARM or Graph answer, wherever this SDK keeps it. */
function bodyOf(error: Json): unknown {
  const response = isObject(error.response) ? error.response : {};
  const candidates = [response.parsedBody, response.bodyAsText, error.details, error.body];
  for (const candidate of candidates) {
    const body = typeof candidate === 'string' ? parse(candidate) : candidate;
    if (!isObject(body)) continue;
    if (isObject(body.error)) return body.error;
    if (text(body.code)) return body;
  }
  return undefined;
}

function parse(candidate: string): unknown {
  try {
    return JSON.parse(candidate) as unknown;
  } catch {
    return undefined; // a gateway's HTML page, for example
  }
}

function flatten(body: unknown): { codes: string[]; messages: string[] } {
  if (!isObject(body)) return { codes: [], messages: [] };
  const inner = [
    ...(Array.isArray(body.details) ? (body.details as unknown[]) : []),
    body.innererror,
    body.innerError,
  ].map(flatten);
  return {
    codes: [text(body.code), ...inner.flatMap((one) => one.codes)].filter((code) => code !== undefined),
    messages: [policyMessage(body) ?? text(body.message), ...inner.flatMap((one) => one.messages)].filter(
      (m) => m !== undefined,
    ),
  };
}

/** @azure/core-lro reports a failed operation as `The long-running operation has failed. <code>. <message>` only. */
const lroFailure = /^The long-running operation has failed\.? ?(?:([A-Za-z][\w/-]*)\. )?/;

function lroCodes(error: Json): string[] {
  const code = lroFailure.exec(text(error.message) ?? '')?.[1];
  return code ? [code] : [];
}

/** fetch, the Graph client and DefaultAzureCredential put the reason one or more levels down. */
function causes(error: Json): Json[] {
  const found: Json[] = [];
  const visit = (one: unknown) => {
    if (!isObject(one) || found.includes(one) || found.length > 20) return;
    found.push(one);
    visit(one.cause);
    for (const each of Array.isArray(one.errors) ? (one.errors as unknown[]) : []) visit(each);
  };
  visit(error);
  return found;
}

function causeCodes(error: Json): string[] {
  return causes(error).flatMap((one) => {
    const signIn = text(one.message)?.match(/\bAADSTS\d+/g) ?? [];
    const response = isObject(one.errorResponse) ? one.errorResponse : {};
    // MSAL's errors reach us as text only: `network_error: …`.
    const msal = /^([a-z]+(?:_[a-z]+)+): /.exec(text(one.message) ?? '')?.[1];
    const codes = [text(one.code), text(response.error), ...signIn, msal, text(one.name)];
    return codes.filter((code) => code !== undefined);
  });
}

function causeMessages(error: Json): string[] {
  return causes(error)
    .map((one) => text(one.message)?.replace(lroFailure, ''))
    .filter((message) => message !== undefined && !message.trim().startsWith('{'))
    .map((message) => message!);
}

function header(error: Json, name: string): string | undefined {
  const response = isObject(error.response) ? error.response : error;
  const headers = response.headers;
  if (!isObject(headers)) return undefined;
  if (typeof headers.get === 'function') {
    return text((headers as unknown as { get(n: string): unknown }).get(name));
  }
  return text(headers[name]);
}

function correlationOf(error: Json): string | undefined {
  return (
    header(error, 'x-ms-correlation-request-id') ??
    header(error, 'x-ms-request-id') ??
    header(error, 'request-id') ??
    text(error.requestId)
  );
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterOf(error: Json): number | undefined {
  const value = header(error, 'retry-after');
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) || ms <= 0 ? undefined : ms;
}

/** One line, short enough for a table cell; services answer with pages of text at times. */
function tidy(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}
