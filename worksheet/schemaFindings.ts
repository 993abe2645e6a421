import type { z } from 'zod';
import { error } from './finding';
import type { Found, Path } from './finding';
import { descriptionAt, isMapping, knownKeys, valueAt } from './schemaWalk';
import { isSecretField } from './secretFields';
import { didYouMean, meant } from './suggest';

type Issue = z.core.$ZodIssue;

/** Fields whose form the schema checks, by the last part of their path: the name of the rule, and what to write. */
const forms: Record<string, { rule: string; remedy: string; problem?: string }> = {
  deployment: { rule: 'deployment-name', remedy: 'Choose a short name such as contoso.' },
  tenantId: guid('Entra admin center, Overview, "Tenant ID"'),
  subscriptionId: guid('Azure portal, Subscriptions, "Subscription ID"'),
  connectWithin: duration('2 hours'),
  remindEvery: duration('4 hours'),
  expireAfter: duration('3 days'),
  sha256: { rule: 'sha256', remedy: 'Write what Get-FileHash -Algorithm SHA256 says of the installer.' },
  minimumVersion: { rule: 'entra-connect-version', remedy: 'Write all four numbers, e.g. 2.6.92.0.' },
  source: {
    rule: 'installer-source',
    problem: 'is not an https address',
    remedy:
      'Write where the server can fetch AzureADConnect.msi, e.g. https://files.contoso.com/AzureADConnect.msi.',
  },
};

const proxyForm = {
  rule: 'proxy-form',
  problem: 'is not an http or https address',
  remedy: 'Write it as http://host:port, e.g. http://proxy.corp.contoso.com:8080.',
};

/** What the schema found, as findings: one for each field, and one for each key that nobody knows. */
export function schemaFindings(issues: readonly Issue[], input: unknown): Found[] {
  const found = issues.flatMap((issue) => findingsOf(issue, input));
  const misspelt = new Set(found.flatMap((one) => intendedPath(one, input)));
  return found.filter((one) => one.rule !== 'missing' || !misspelt.has(one.path.join('.')));
}

function findingsOf(issue: Issue, input: unknown): Found[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], input));
  const value = valueAt(path, input);
  if (value === undefined) return [missing(path, input)];
  if (isSecretField(path)) return [notAReference(path)];
  switch (issue.code) {
    case 'invalid_type':
      return [wrongType(path, issue.expected, value)];
    case 'invalid_value':
      return [notAChoice(path, issue.values.map(String), value)];
    case 'invalid_union':
      return [notAChoice(path, discriminators(issue), value)];
    case 'too_small':
      return [outOfRange(path, 'small', issue.origin, Number(issue.minimum))];
    case 'too_big':
      return [outOfRange(path, 'big', issue.origin, Number(issue.maximum))];
    default:
      return [wrongForm(path, issue.message)];
  }
}

function missing(path: Path, input: unknown): Found {
  const about = descriptionAt(path, input);
  const remedy = `Add ${String(path.at(-1))}${about ? `: ${about}` : ''}.`;
  return error({ path, rule: 'missing', problem: 'is missing', remedy });
}

function unknownKey(path: Path, input: unknown): Found {
  const key = String(path.at(-1));
  const known = knownKeys(path.slice(0, -1), input);
  const remedy = `${didYouMean(key, known)}Known here: ${known.join(', ')}.`;
  return error({ path, on: 'key', rule: 'unknown-key', problem: `${key} is not known here`, remedy });
}

/** A key that is missing only because it is misspelt is one mistake, not two. */
function intendedPath(one: Found, input: unknown): string[] {
  if (one.rule !== 'unknown-key') return [];
  const parent = one.path.slice(0, -1);
  const intended = meant(String(one.path.at(-1)), knownKeys(parent, input));
  return intended === undefined ? [] : [[...parent, intended].join('.')];
}

function notAReference(path: Path): Found {
  return error({
    path,
    rule: 'secret-reference',
    problem: 'holds something other than a reference to a secret (not shown)',
    remedy:
      'Write env:NAME, file:/path or keyvault:https://<vault>/secrets/<name>. If a real secret stood here, change it: the file has been read by others.',
  });
}

function wrongType(path: Path, expected: string, value: unknown): Found {
  const wanted = {
    string: 'text',
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    int: 'a whole number',
  };
  const problem = `must be ${wanted[expected as keyof typeof wanted] ?? expected}, and is ${typeInWords(value)}`;
  const quotes = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
  const remedy = quotes ? 'Put it in quotes.' : 'See docs/worksheet.md for its form.';
  return error({ path, rule: 'type', problem, remedy });
}

function typeInWords(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  return (
    { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? typeof value
  );
}

function notAChoice(path: Path, choices: string[], value: unknown): Found {
  const suggestion = typeof value === 'string' ? didYouMean(value, choices) : '';
  const remedy = `${suggestion}Choose one of ${choices.join(', ')}.`;
  return error({ path, rule: 'choice', problem: 'is not one of the choices', remedy });
}

function outOfRange(path: Path, way: 'small' | 'big', origin: string, bound: number): Found {
  if (origin === 'array') {
    return error({ path, rule: 'range', problem: 'is an empty list', remedy: `Name at least ${bound}.` });
  }
  if (origin === 'string') {
    return error({
      path,
      rule: 'range',
      problem: 'is empty',
      remedy: 'Write something, or leave the field out.',
    });
  }
  const limit = way === 'small' ? `${bound} or more` : `${bound} or less`;
  return error({ path, rule: 'range', problem: `is too ${way}`, remedy: `Write ${limit}.` });
}

function wrongForm(path: Path, message: string): Found {
  const isProxy = path.join('.') === 'proxy.address';
  const form = isProxy ? proxyForm : forms[String(path.at(-1))];
  return error({
    path,
    rule: form?.rule ?? 'form',
    problem: form?.problem ?? message,
    remedy: form?.remedy ?? 'See docs/worksheet.md for its form.',
  });
}

function guid(where: string) {
  return {
    rule: 'guid',
    problem: 'is not a GUID',
    remedy: `Copy it from the ${where}; it looks like 7c1d6e0a-3b52-4a86-9d8e-51f6c2a4b7d1.`,
  };
}

function duration(example: string) {
  return {
    rule: 'duration',
    remedy: `Write a whole number and seconds, minutes, hours or days, e.g. ${example}.`,
  };
}

/** Zod 4 gives a union's discriminating values with the issue, and leaves them out of its type. */
function discriminators(issue: Issue): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}
