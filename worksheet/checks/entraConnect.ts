import type { Draft, Found } from '../finding';
import { error, warning } from '../finding';

/** Older versions stop synchronising on 2026-09-30 (Entra Connect, "Hardening update"). */
const stops = '2.5.79.0';
/** Older versions have CVE-2026-65673. */
const vulnerable = '2.6.84.0';
const current = '2.6.92.0';

export function checkEntraConnect({ entraConnect }: Draft): Found[] {
  const { minimumVersion, source } = entraConnect?.installer ?? {};
  return [...version(minimumVersion), ...signedAddress(source)];
}

function version(minimum: string | undefined): Found[] {
  if (minimum === undefined || !olderThan(minimum, vulnerable)) return [];
  const saying = { path: ['entraConnect', 'installer', 'minimumVersion'], rule: 'entra-connect-version' };
  const remedy = `Ask for ${current} or later, and fetch that installer from the Entra admin center.`;
  return olderThan(minimum, stops)
    ? [
        error({
          ...saying,
          problem: `versions before ${stops} have stopped synchronising (30 September 2026)`,
          remedy,
        }),
      ]
    : [
        warning({
          ...saying,
          problem: `versions before ${vulnerable} are vulnerable (CVE-2026-65673)`,
          remedy,
        }),
      ];
}

/** A signature or token in the address is as good as a password, whatever its name, and the worksheet is read by many. */
function signedAddress(source: string | undefined): Found[] {
  if (source === undefined || !/[?#]|\/\/[^/]*@/.test(source)) return [];
  return [
    error({
      path: ['entraConnect', 'installer', 'source'],
      rule: 'installer-source',
      problem: 'carries something after the path or a password (not shown)',
      remedy:
        'Put the installer where the server can fetch it by its plain address, without signature or token; its hash guards it.',
    }),
  ];
}

function olderThan(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs >= 0 && a[differs]! < b[differs]!;
}
