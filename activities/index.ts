import type { Logger } from 'pino';
import type { Activities } from './api';
import { createAzureActivities } from './azure/activities';
import { createRemovalActivities } from './azure/removal';
import { createDnsActivities } from './dns';
import type { OutsideSettings } from './environment';
import { createGraphActivities } from './graph';
import { createGuestActivities } from './guest';
import { createIdentityActivities } from './identity';
import { createNotifyActivities } from './notify';
import { createReportActivities } from './report';
import { createSecretResolver } from './secrets';

export interface ActivityDependencies {
  settings: OutsideSettings;
  /** Reports are written to `<runsDirectory>/<deployment>/`. */
  runsDirectory: string;
  logger: Logger;
  /** Told each secret that is resolved, so that a log can blacken it. */
  noteSecret?: (value: string) => void;
  /** Signs and opens vouchers (docs/decisions/0010); shared by the workers. */
  voucherKey?: Uint8Array;
}

/** Everything that a worker offers, over the outside world that the settings describe. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const { settings, runsDirectory, logger, noteSecret, voucherKey } = dependencies;
  const resolveSecret = createSecretResolver({ settings, noteSecret });
  return {
    ...createAzureActivities({ settings, resolveSecret }),
    ...createRemovalActivities({ settings }),
    ...createGuestActivities({ settings }),
    ...createDnsActivities({ settings }),
    ...createGraphActivities({ settings }),
    ...createNotifyActivities({ settings, resolveSecret, logger }),
    ...createIdentityActivities({ voucherKey }),
    ...createReportActivities({ runsDirectory }),
  };
}
