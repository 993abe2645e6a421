import type { Draft, Found } from '../finding';
import { error, warning } from '../finding';

/** Older versions stop synchronising on 2026-09-30 (Entra Connect, "Hardening update"). */
const stops = '2.5.79.0';
/** Older versions have CVE-2026-65673. */
const vulnerable = '2.6.84.0';
const current = '2.6.92.0';

export function checkEntraConnect({ entraConnect }: Draft): Found[] {
  const { minimumVersion, source } = entraConnect?.installer ?? {};
  return [...version(minimumVersion), ...installerAddress(source)];
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

/**
 * A signature or token in the address is as good as a password, whatever its name, and the worksheet is read by many.
 * The address becomes a parameter on the server, so it holds nothing that a shell could take for more than a letter.
 */
function installerAddress(source: string | undefined): Found[] {
  if (source === undefined) return [];
  const saying = { path: ['entraConnect', 'installer', 'source'], rule: 'installer-source' };
  if (/[?#]|\/\/[^/]*@/.test(source)) {
    return [
      error({
        ...saying,
        problem: 'carries something after the path or a password (not shown)',
        remedy:
          'Put the installer where the server can fetch it by its plain address, without signature or token; its hash guards it.',
      }),
    ];
  }
  if (/^https:\/\/[A-Za-z0-9.-]+(:\d+)?(\/([A-Za-z0-9._~+=@:,-]|%[0-9A-Fa-f]{2})*)+$/i.test(source))
    return [];
  return [
    error({
      ...saying,
      problem: 'has a character that an address to be fetched from should not have',
      remedy:
        'Use letters, digits and . _ ~ + = @ : , - in the path, and write anything else as %20 and the like, e.g. https://files.contoso.com/AzureADConnect.msi.',
    }),
  ];
}

function olderThan(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs >= 0 && a[differs]! < b[differs]!;
}
