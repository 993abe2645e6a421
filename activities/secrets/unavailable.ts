import { problem } from '../failures';

export function unavailable(reference: string, why: string, remedy: string) {
  return problem('SecretUnavailable', `Secret ${nameable(reference)} ${why}.`, remedy, nameable(reference));
}

/** What is no reference may be the secret itself, written in the wrong place: it must not reach a message. */
function nameable(reference: string): string {
  return /^(env|file|keyvault):/.test(reference) ? reference : '(not a reference)';
}
