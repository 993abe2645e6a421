import type { Draft, Found, Path } from '../finding';
import { entriesOf, warning } from '../finding';
import { contains, parsePrefix } from '../address';
import { prefixFindings } from './addressSyntax';

const everybody = ['*', 'any', 'internet', '0.0.0.0/0'];

/**
 * Who may reach TCP 3389. The article opens it to the Internet; nobody should (Azure security baseline, "restrict management
 * ports"). The local prefixes are the default; a service tag or anything wider is said aloud.
 */
export function checkRdpSources({ localNetwork, virtualNetwork }: Draft): Found[] {
  const { rdpSources } = localNetwork ?? {};
  if (rdpSources === undefined) return [];
  if (rdpSources.length === 0) return [nobody];
  const known = [
    ...entriesOf(localNetwork?.prefixes).map(([, text]) => text),
    ...(virtualNetwork?.addressSpace ? [virtualNetwork.addressSpace] : []),
  ].flatMap((text) => parsePrefix(text) ?? []);
  return entriesOf(rdpSources).flatMap(([index, source]) => {
    const path: Path = ['localNetwork', 'rdpSources', index];
    if (everybody.includes(source.toLowerCase())) return [open(path, source)];
    if (source === 'VirtualNetwork') return [];
    const text = /^[\d.]+$/.test(source) ? `${source}/32` : source;
    const prefix = parsePrefix(text);
    if (!prefix) return prefixFindings(path, text);
    return known.some((one) => contains(one, prefix)) ? [] : [wider(path, source)];
  });
}

const nobody = warning({
  path: ['localNetwork', 'rdpSources'],
  rule: 'rdp-sources',
  problem: 'nobody may reach the server by Remote Desktop, and the Entra Connect wizard needs somebody to',
  remedy: 'Leave the field out to let the local prefixes in, or name where the administrators are.',
});

const open = (path: Path, source: string) =>
  warning({
    path,
    rule: 'rdp-open',
    problem: `DANGER: "${source}" opens Remote Desktop to the whole Internet, which finds and attacks it within minutes`,
    remedy: 'Leave the field out: the local network prefixes are let in, and nobody else.',
  });

const wider = (path: Path, source: string) =>
  warning({
    path,
    rule: 'rdp-sources',
    problem: `${source} is outside the local network prefixes (Table L)`,
    remedy: 'Take it out unless administrators really come from there.',
  });
