import type { DnsActivities } from '../api';
import type { OutsideSettings } from '../environment';
import { failureOf, isProblem } from '../failures';
import { askServers } from './ask';
import { judge } from './judge';

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
