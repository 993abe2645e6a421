import { adoptedTag, resourceId } from '../../roadmap/resources';
import type { BegunResource, ResourceResult } from '../api';
import { problem, toFailure } from '../failures';
import { again, isUnregistered } from './again';
import type { AzureClients } from './clients';
import { decide, type Decision, type Situation } from './decide';
import { merge, sendable } from './differences';
import { readZones } from './facts';
import { endedBadly, finished, isWorthSending } from './outcome';
import { ensureProviders } from './providers';
import { registry, type ArmResource } from './registry';
import type { EngineDeps, Target } from './target';
import { kindInWords, makingOf } from './words';

/** Reads everything that the decision needs; used by the plan too. */
export async function readSituation(clients: AzureClients, { worksheet, kind }: Target): Promise<Situation> {
  const { spec, calls } = registry[kind];
  const [actual, zones, parent] = await Promise.all([
    calls.get(clients, worksheet),
    kind === 'gatewayAddress' ? readZones(clients, worksheet.azure.location) : [],
    kind === 'domainJoin' ? registry.virtualMachine.calls.get(clients, worksheet) : undefined,
  ]);
  return { kind, spec, worksheet, facts: { zones }, actual, parent };
}

const results: Record<
  'create' | 'change' | 'adopt' | 'repair' | 'wait' | 'unchanged',
  ResourceResult['action']
> = {
  create: 'created',
  repair: 'created',
  // What is under way was asked for by us, in an attempt whose answer got lost.
  wait: 'created',
  change: 'changed',
  adopt: 'adopted',
  unchanged: 'unchanged',
};

/** Reads, decides, and at most sends one PUT. Safe to repeat at any point. */
export async function beginResource(deps: EngineDeps, target: Target): Promise<BegunResource> {
  const { worksheet, kind } = target;
  const id = resourceId(kind, worksheet);
  const secrets: string[] = [];
  try {
    const situation = await readSituation(deps.clients, target);
    const decision = decide(situation);
    if (decision.action === 'blocked') throw blockedBy(decision, target);
    if (decision.action === 'deleting') {
      throw problem(
        'Locked',
        `${kindInWords(kind)} is being deleted`,
        'It is tried again when it has gone.',
        id,
      );
    }
    const secret = await secretFor(deps, situation, decision, secrets);
    const action = secret.changed ? 'change' : decision.action;
    const base = { action: results[action], resourceId: id };
    if (action === 'unchanged') {
      return { ...base, evidence: registry[kind].spec.evidence(situation.actual!) };
    }
    if (action === 'wait') {
      return { ...base, evidence: {}, operation: { kind, resourceId: id, poller: '' } };
    }
    const poller = await send(deps, situation, action, secret.value);
    if (poller !== undefined) {
      return { ...base, evidence: {}, operation: { kind, resourceId: id, poller } };
    }
    const evidence = await finished(deps, target);
    return evidence === undefined || evidence === 'absent'
      ? { ...base, evidence: {}, operation: { kind, resourceId: id, poller: '' } }
      : { ...base, evidence };
  } catch (error) {
    const subject = { resource: id, doing: makingOf(kind), secrets };
    if (isWorthSending(error)) throw endedBadly(kind, error, id, secrets);
    if (isUnregistered(error)) await ensureProviders(deps.clients, deps.pulse, deps.pollIntervalMs);
    throw again(error, subject, deps.pulse.attempt) ?? toFailure(error, subject);
  }
}

async function send(
  { clients, pulse, pollIntervalMs }: EngineDeps,
  { kind, spec, worksheet, facts, actual }: Situation,
  action: 'create' | 'change' | 'adopt' | 'repair',
  secret: string | undefined,
): Promise<string | undefined> {
  const { calls } = registry[kind];
  const wanted = action === 'adopt' ? asAdopted(spec.body(worksheet, facts)) : spec.body(worksheet, facts);
  let present = actual;
  if (action === 'repair' && calls.remove) {
    await calls.remove(clients, worksheet, { intervalMs: pollIntervalMs, signal: pulse.signal });
    present = undefined;
  }
  const seen = present && spec.normalise ? spec.normalise(present) : present;
  const rules = { keep: spec.createOnly, wholeItems: spec.wholeItems };
  const body = (seen ? merge(sendable(seen), wanted, rules) : wanted) as ArmResource;
  const complete = secret !== undefined && spec.secret ? spec.secret.withSecret(body, secret) : body;
  return calls.put(clients, worksheet, complete);
}

/** Subnets have no tags. */
const asAdopted = (body: ArmResource): ArmResource =>
  body.tags ? { ...body, tags: { ...body.tags, [adoptedTag]: 'true' } } : body;

/** Resolves the secret where the PUT needs it, or where a changed secret would otherwise go unnoticed. */
async function secretFor(
  deps: EngineDeps,
  { kind, spec, worksheet }: Situation,
  { action }: Decision,
  seen: string[],
): Promise<{ value?: string; changed: boolean }> {
  const reference = spec.secret?.reference(worksheet);
  if (!spec.secret || !reference || action === 'wait') return { changed: false };
  const { calls } = registry[kind];
  const sent = spec.secret.sentOn === 'always' || action === 'create' || action === 'repair';
  if (action === 'unchanged' ? !calls.readSecret : !sent) return { changed: false };

  const value = await deps.resolveSecret(reference, worksheet, spec.secret.maker?.(worksheet));
  seen.push(value);
  const unsuitable = spec.secret.unsuitable?.(value, worksheet) ?? [];
  if (unsuitable.length > 0) {
    throw problem(
      'SecretUnsuitable',
      `the secret behind ${reference} is not suitable: ${unsuitable.join(' ')}`,
      'Put a suitable value behind the reference, then retry.',
      resourceId(kind, worksheet),
    );
  }
  if (action !== 'unchanged') return { value, changed: false };
  const current = await calls.readSecret!(deps.clients, worksheet);
  if (current !== undefined) seen.push(current);
  return { value, changed: current !== undefined && current !== value };
}

function blockedBy(decision: Decision & { action: 'blocked' }, { worksheet: w, kind }: Target): Error {
  const id = resourceId(kind, w);
  const name = id.split('/').at(-1)!;
  const what = `${kindInWords(kind)} ${name}`;
  const details = decision.details.join('; ');
  switch (decision.why) {
    case 'foreign':
      return problem(
        'ForeignResource',
        `${what} ${details}`,
        `Choose: let this deployment take it over by adding "${name}" to azure.adopt in the worksheet and retry with it; ` +
          'or delete or rename it and retry; or abandon and give the deployment another name.',
        id,
      );
    case 'fixed':
      return problem(
        'ConflictingChange',
        `${what} differs from the worksheet in what Azure can't change in place: ${details}`,
        'Choose: put the worksheet back to what exists and retry with it; or delete the resource yourself and retry.',
        id,
      );
    case 'existing':
      return problem(
        'WorksheetInvalid',
        `${what} ${details}`,
        'Correct virtualNetwork or the subnets in the worksheet, or extend the network, then retry.',
        id,
      );
  }
}
