import { complaints, haveSchemas, published } from './published';

/** One request to Azure Resource Manager with its answer. */
export interface Exchange {
  method: string;
  /** Path and query. */
  url: string;
  userAgent: string;
  request: unknown;
  status: number;
  answer: unknown;
}

/**
 * Every Azure client of the product says so (activities/azure/clients.ts). Those that tests make for themselves do not:
 * what they send is the simulator's to judge.
 */
const isProduct = ({ userAgent }: Exchange) => userAgent.startsWith('dirsync/');

const groups = 'Microsoft.Resources/resourceGroups';

interface Target {
  type: string;
  /** The URL is that of one resource, not of a list or an action. */
  isResource: boolean;
}

/** The type that a URL is about; nothing for what is no resource, such as an operation's status. */
export function targetOf(path: string): Target | undefined {
  // Roles, locks and policies are put on whatever scope, by people and never by the product; there is no schema of them.
  if (/\/providers\/Microsoft\.Authorization\//i.test(path)) return undefined;
  const parts = path.split('/').filter((one) => one !== '');
  const at = parts.findIndex((one) => one.toLowerCase() === 'providers');
  if (at < 0) {
    const isGroups = parts[0]?.toLowerCase() === 'subscriptions' && /^resourcegroups$/i.test(parts[2] ?? '');
    return isGroups && parts.length <= 4 ? { type: groups, isResource: parts.length === 4 } : undefined;
  }
  const [namespace, ...rest] = parts.slice(at + 1);
  if (!namespace || rest.length === 0 || /^locations$/i.test(rest[0]!)) return undefined;
  const kinds = rest.filter((_, index) => index % 2 === 0);
  // A template deployment has its operations below itself.
  if (/^operation(statuses|s)$/i.test(kinds.at(-1)!)) return undefined;
  return { type: [namespace, ...kinds].join('/'), isResource: rest.length % 2 === 0 };
}

/** In words, without any value of a body; nothing when all is well. */
export function misfitsOf(exchange: Exchange): string[] {
  const target = haveSchemas ? targetOf(exchange.url.split('?')[0]!) : undefined;
  if (!target) return [];
  return [...ofRequest(exchange, target), ...ofAnswer(exchange, target)].map(
    (one) => `${exchange.method} ${exchange.url}: ${one}`,
  );
}

function ofRequest(exchange: Exchange, { type, isResource }: Target): string[] {
  const { method, url, request } = exchange;
  if (method !== 'PUT' || !isResource || request === undefined || !isProduct(exchange)) return [];
  const wanted = published().get(type.toLowerCase())?.apiVersion;
  const asked = new URLSearchParams(url.split('?')[1]).get('api-version');
  const otherVersion = wanted !== undefined && asked !== wanted;
  return [
    ...(otherVersion ? [`request asks for api-version ${asked}, its schema is that of ${wanted}`] : []),
    ...complaints(type, 'request', request).map((one) => `request: ${one}`),
  ];
}

function ofAnswer({ method, status, answer }: Exchange, { type, isResource }: Target): string[] {
  if (status >= 300 || answer === undefined || !['GET', 'PUT', 'PATCH'].includes(method)) return [];
  const isList = !isResource && published().has(type.toLowerCase());
  if (!isResource && !isList) return [];
  const bodies = isList ? (answer as { value: unknown[] }).value : [answer];
  return bodies.flatMap((body) => [
    ...identity(body).map((member) => `answer: '${member}' is missing`),
    ...complaints(type, 'answer', body).map((one) => `answer: ${one}`),
  ]);
}

/** Optional in the schemas, because they are in the URL of a request; an answer always has them. */
const identity = (body: unknown) =>
  ['id', 'name', 'type'].filter((member) => typeof (body as Record<string, unknown>)[member] !== 'string');
