import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import type { DnsActivities } from '../api';
import type { OutsideSettings } from '../environment';
import { failureOf, isProblem } from '../failures';
import { askServers } from './ask';
import { judge, judgeBeforehand } from './judge';

export interface DnsDependencies {
  settings: OutsideSettings;
}

export function createDnsActivities({ settings }: DnsDependencies): DnsActivities {
  return {
    async checkNameResolution({ worksheet, when, expectedAddress }) {
      const found = judge(worksheet, when, expectedAddress, await askServers(worksheet, settings));
      if (isProblem(found)) throw failureOf(found);
      return { evidence: found };
    },
  };
}

/** For step 0: what the Table D servers say from here. Never a failure: the tunnel may be what is missing. */
export async function dnsChecks(worksheet: Worksheet, settings: OutsideSettings): Promise<PreflightCheck[]> {
  return judgeBeforehand(worksheet, await askServers(worksheet, settings));
}
