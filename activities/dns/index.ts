import type { DnsActivities } from '../api';
import { activityPulse, whileBeating } from '../azure/pulse';
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
      const answers = await whileBeating(activityPulse(), { waitingFor: 'DNS servers' }, () =>
        askServers(worksheet, settings),
      );
      const found = judge(worksheet, when, expectedAddress, answers);
      if (isProblem(found)) throw failureOf(found);
      return { evidence: found };
    },
  };
}
