import { registry } from './registry';
import type { EngineDeps, Target } from './target';

/**
 * What the service was sent for this resource, and might say again when it explains a failure. It is resolved anew, because
 * who waits for an operation need not be who began it.
 */
export async function sentSecrets(
  { resolveSecret }: EngineDeps,
  { worksheet, kind }: Target,
): Promise<string[]> {
  const reference = registry[kind].spec.secret?.reference(worksheet);
  return reference ? [await resolveSecret(reference, worksheet)] : [];
}
