import type { VirtualNetwork } from '@azure/arm-network';
import type { PreflightCheck } from '../../roadmap/plan';
import { resourceId } from '../../roadmap/resources';
import { rdpSources } from '../../worksheet/rdpSources';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { deploymentOf } from '../azure/differences';
import { contains, overlaps } from '../azure/prefixes';
import { failed, orWarning, passed, warning } from './checks';

export async function addressChecks({ network }: AzureClients, w: Worksheet): Promise<PreflightCheck[]> {
  const checks = await orWarning(addressSpaceName, async () => {
    const networks: VirtualNetwork[] = [];
    for await (const one of network.virtualNetworks.listAll()) networks.push(one);
    return [overlapCheck(w, networks)];
  });
  return [...checks, rdpCheck(w)];
}

const addressSpaceName = { id: 'address-space', title: 'Address space' };

/** Another deployment reaches the same site, so its addresses must differ; any other network only can't be peered. */
export function overlapCheck(w: Worksheet, networks: VirtualNetwork[]): PreflightCheck {
  const own = resourceId('virtualNetwork', w).toLowerCase();
  const used = [w.virtualNetwork.addressSpace, ...w.localNetwork.prefixes];
  const clashes = networks
    .filter((one) => one.id?.toLowerCase() !== own)
    .flatMap((one) => {
      const theirs = (one.addressSpace?.addressPrefixes ?? []).filter((prefix) => !prefix.includes(':'));
      const clash = theirs.find((prefix) => used.some((ours) => overlaps(prefix, ours)));
      const words = `${one.name} (${clash}${one.location ? `, ${one.location}` : ''})`;
      return clash ? [{ words, deployment: deploymentOf(one) }] : [];
    });
  const deployments = clashes.filter((one) => one.deployment !== undefined);
  if (deployments.length > 0) {
    return failed(
      addressSpaceName,
      `overlaps the network of another deployment: ${deployments.map((one) => one.words).join(', ')}`,
      'Choose prefixes that no other deployment has.',
    );
  }
  return clashes.length > 0
    ? warning(
        addressSpaceName,
        `overlaps other networks of the subscription: ${clashes.map((one) => one.words).join(', ')}`,
        'They can never be peered or reached from the site together; choose other prefixes if that may be wanted.',
      )
    : passed(addressSpaceName, 'no network of the subscription overlaps it');
}

/** The article opens Remote Desktop to the Internet. */
export function rdpCheck(w: Worksheet): PreflightCheck {
  const name = { id: 'rdp-sources', title: 'Remote Desktop' };
  const inside = (source: string) =>
    /^\d/.test(source) &&
    [...w.localNetwork.prefixes, w.virtualNetwork.addressSpace].some((prefix) =>
      contains(prefix, source.includes('/') ? source : `${source}/32`),
    );
  const wide = rdpSources(w).filter((source) => !inside(source));
  return wide.length === 0
    ? passed(name, 'open to the local networks only')
    : warning(
        name,
        `TCP 3389 OPEN BEYOND THE SITE: ${wide.join(', ')}`,
        'Take these out of localNetwork.rdpSources: a server that holds directory credentials is worth an attack.',
      );
}
