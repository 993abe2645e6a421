import { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';

export const schema = z.object({
  osCaption: z.string(),
  osBuild: z.coerce.string(),
  dotNetRelease: z.number(),
  powerShell: z.string(),
  executionPolicy: z.string(),
  tls12: z.boolean(),
  memoryGiB: z.number(),
  /** Size of the system disk; absent where only its free space could be read. */
  diskGiB: z.number().optional(),
  freeDiskGiB: z.number(),
  internet: z.array(z.object({ host: z.string(), reachable: z.boolean() })),
  changed: z.array(z.string()),
});

/** Release number of .NET Framework 4.7.2 (Microsoft's table of release keys). */
const dotNet472 = 461808;
/** 6 GB of memory for fewer than 50 000 objects (Entra Connect prerequisites); a machine reports a little less. */
const leastMemoryGiB = 5.5;
/** 70 GB of disk (same page), in GiB. */
const leastDiskGiB = 65;
/** What installer, database and logs need to begin with. */
const leastFreeGiB = 10;

export function interpret(w: Worksheet, result: z.output<typeof schema>): Evidence | Problem {
  const missing = shortcomings(w, result);
  if (missing.length > 0) {
    return {
      code: 'PrerequisiteMissing',
      message: `Entra Connect can't be installed on ${w.server.name}: ${missing.map((one) => one.what).join('; ')}.`,
      remedy: `${[...new Set(missing.map((one) => one.remedy))].join(' ')} Then retry.`,
      resource: w.server.name,
    };
  }
  return {
    operatingSystem: `${result.osCaption} (build ${result.osBuild})`,
    dotNetRelease: result.dotNetRelease,
    powerShell: result.powerShell,
    executionPolicy: result.executionPolicy,
    tls12: result.tls12,
    memoryGiB: result.memoryGiB,
    freeDiskGiB: result.freeDiskGiB,
    reachable: result.internet.map(({ host }) => host),
    changed: result.changed,
  };
}

interface Shortcoming {
  what: string;
  remedy: string;
}

function shortcomings(w: Worksheet, result: z.output<typeof schema>): Shortcoming[] {
  const found: Shortcoming[] = [];
  const lack = (holds: boolean, what: string, remedy: string) => {
    if (holds) found.push({ what, remedy });
  };
  lack(
    result.memoryGiB < leastMemoryGiB,
    `it has ${result.memoryGiB} GiB of memory and needs 6`,
    'Resize the virtual machine (server.size).',
  );
  const disk = result.diskGiB ?? result.freeDiskGiB;
  lack(
    disk < leastDiskGiB,
    `its system disk has ${disk} GiB and 70 GB are needed`,
    'Enlarge the system disk.',
  );
  lack(
    result.freeDiskGiB < leastFreeGiB,
    `only ${result.freeDiskGiB} GiB are free on the system disk`,
    'Free some space or enlarge the system disk.',
  );
  lack(
    result.dotNetRelease < dotNet472,
    `its .NET Framework is older than 4.7.2 (release ${result.dotNetRelease})`,
    'Install .NET Framework 4.7.2 or later and restart the server.',
  );
  lack(
    Number.parseInt(result.powerShell, 10) < 5,
    `its PowerShell is ${result.powerShell} and 5.0 is needed`,
    'Install Windows Management Framework 5.1.',
  );
  lack(
    !result.tls12,
    'TLS 1.2 is not enabled',
    'Find the group policy that turns TLS 1.2 off, take it away, and restart the server.',
  );
  const unreachable = result.internet.filter((one) => !one.reachable).map((one) => one.host);
  lack(
    unreachable.length > 0,
    `it does not reach ${unreachable.join(', ')}`,
    w.proxy
      ? 'Let the proxy admit these hosts for the server, and check that the server reaches the proxy through the tunnel.'
      : 'Open TCP 443 from the server subnet to these hosts (NAT gateway, firewall), or name a proxy in the worksheet.',
  );
  return found;
}
