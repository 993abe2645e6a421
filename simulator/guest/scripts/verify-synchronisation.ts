import { minutes } from '../../site/durations';
import { siteState } from '../../site/state';
import type { Script } from './script';

export const verifySynchronisation: Script = ({ world, guest }) => {
  const sync = guest.entraConnect?.sync;
  const version = guest.entraConnect?.version ?? null;
  if (!sync) {
    const result = {
      schedulerEnabled: false,
      suspended: false,
      staging: false,
      lastRuns: [],
      passwordHashSync: false,
      version,
      configured: false,
    };
    return { exitCode: 0, result, minutes: minutes.script };
  }
  const account = siteState(world).directory.accounts.find(({ name }) => name === sync.connectorAccount);
  return {
    exitCode: 0,
    result: {
      schedulerEnabled: sync.enabled,
      suspended: sync.suspended,
      staging: sync.staging,
      syncCycleInterval: '00:30:00',
      nextCycle: new Date(sync.nextCycleAt).toISOString(),
      lastRuns: sync.lastRuns,
      passwordHashSync: true,
      connectorAccount: sync.connectorAccount,
      connectorAccountLocation: account?.container ?? null,
      serviceAccount: 'NT SERVICE\\ADSync',
      version,
      configured: true,
    },
    minutes: minutes.script,
  };
};
