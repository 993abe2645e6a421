import type { Origin } from '../../../roadmap/ledger';
import { adoptedTag, deploymentTag } from '../../../roadmap/resources';
import type { PlannedRemoval, RemovalTarget } from '../../../roadmap/teardown';
import type { Found } from './arm';
import type { Lock } from './locks';
import { lockOn } from './locks';
import { foreignUse, isServerSubnet } from './use';

/** What is known of a resource when its fate is settled. */
export interface Candidate {
  target: RemovalTarget;
  origin: Origin;
  deployment: string;
  found?: Found;
  locks: Lock[];
  /** True for the ids that the ledger says this deployment created, and for what is below them. */
  isOurs: (id: string) => boolean;
}

/** Goes only what the ledger says was created, while the tag says the same, nobody locked it and nobody else uses it. */
export function decideRemoval(candidate: Candidate): PlannedRemoval {
  const { target, found, origin } = candidate;
  if (!found) return { ...target, fate: 'absent' };
  const reason = whyNotOurs(origin) ?? disagreement(candidate, found) ?? whyHeld(candidate, found);
  return reason === undefined ? { ...target, fate: 'goes' } : { ...target, fate: 'stays', reason };
}

function whyNotOurs(origin: Origin): string | undefined {
  if (origin === 'adopted') return 'it was there before, and this deployment only took it over';
  if (origin === 'found') return 'it was there already, and no run of this deployment that is known made it';
  return undefined;
}

/** Why the tag does not say what the ledger says. Also looked at just before the deletion. */
export function disagreement(
  { target: { kind }, deployment, isOurs }: Pick<Candidate, 'target' | 'deployment' | 'isOurs'>,
  { tags, properties }: Found,
): string | undefined {
  // These have no tags: a gateway subnet goes by its users, a disk by the server that it hangs on.
  if (kind === 'gatewaySubnet' || kind === 'disk') return undefined;
  if (kind === 'serverSubnet') {
    return isServerSubnet(properties, isOurs)
      ? undefined
      : 'it no longer has the security group of this deployment';
  }
  const owner = tags?.[deploymentTag];
  if (owner === undefined) return `it no longer carries the tag ${deploymentTag}`;
  if (owner !== deployment) return `its tag ${deploymentTag} says ${owner}`;
  return tags?.[adoptedTag] === undefined ? undefined : `its tag ${adoptedTag} says that it was there before`;
}

function whyHeld({ target, locks, isOurs }: Candidate, found: Found): string | undefined {
  const lock = lockOn(target.id, locks);
  if (lock) return `the management lock ${lock.name} (${lock.level}) at ${lock.scope} forbids it`;
  return foreignUse(target.kind, found, isOurs);
}
