import type { Logger } from 'pino';
import type { Activities } from './api';
import { createAzureActivities } from './azure/activities';
import { createDnsActivities } from './dns';
import type { OutsideSettings } from './environment';
import { createGraphActivities } from './graph';
import { createGuestActivities } from './guest';
import { createNotifyActivities } from './notify';
import { createReportActivities } from './report';
import { createSecretResolver } from './secrets';

export interface ActivityDependencies {
  settings: OutsideSettings;
  /** Reports are written to `<runsDirectory>/<deployment>/`. */
  runsDirectory: string;
  logger: Logger;
}

/** Everything that a worker offers, over the outside world that the settings describe. */
export function createActivities({ settings, runsDirectory, logger }: ActivityDependencies): Activities {
  const resolveSecret = createSecretResolver({ settings });
  return {
    ...createAzureActivities({ settings, resolveSecret }),
    ...createGuestActivities({ settings }),
    ...createDnsActivities({ settings }),
    ...createGraphActivities({ settings }),
    ...createNotifyActivities({ settings, resolveSecret, logger }),
    ...createReportActivities({ runsDirectory }),
  };
}
