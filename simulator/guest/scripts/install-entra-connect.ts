import { minutes } from '../../site/durations';
import { reachesInternet } from '../../site/reach';
import { siteState } from '../../site/state';
import { versionBelow } from '../versions';
import { failed, type Script } from './script';

export const installEntraConnect: Script = ({ world, machine, guest, parameters }) => {
  const { Source, Sha256, MinimumVersion, ProxyAddress } = parameters;
  if (!Source || !Sha256 || !MinimumVersion) {
    return failed('InvalidParameter', 'Source, Sha256 and MinimumVersion are needed.');
  }
  const sha256 = Sha256.toLowerCase();
  const present = guest.entraConnect;
  if (present?.sha256 === sha256 && !versionBelow(present.version, MinimumVersion)) {
    return installed(present.version, sha256, Source, false);
  }
  if (!reachesInternet(world, machine, ProxyAddress || guest.proxy?.address)) {
    return failed(
      'DownloadFailed',
      `Unable to connect to the remote server for ${Source}.`,
      minutes.failedDownload,
    );
  }
  const offered = siteState(world).installers[Source];
  if (!offered)
    return failed('DownloadFailed', `The remote server returned an error: (404) Not Found, for ${Source}.`);
  if (offered.sha256 !== sha256) {
    return failed(
      'HashMismatch',
      `The file from ${Source} has the SHA-256 ${offered.sha256}, not ${sha256}.`,
      minutes.failedDownload,
    );
  }
  if (versionBelow(offered.version, MinimumVersion)) {
    return failed(
      'VersionTooOld',
      `The file is version ${offered.version}; at least ${MinimumVersion} is wanted.`,
      minutes.failedDownload,
    );
  }
  if (present && versionBelow(offered.version, present.version)) {
    return failed(
      'InstallFailed',
      `A newer version, ${present.version}, is already installed (msiexec exit code 1603).`,
      minutes.failedInstallation,
    );
  }
  guest.entraConnect = { ...present, version: offered.version, sha256 };
  world.changed();
  return installed(offered.version, sha256, Source, true);
};

function installed(version: string, sha256: string, downloadedFrom: string, changed: boolean) {
  return {
    exitCode: 0,
    result: { version, sha256, installed: true, changed, downloadedFrom },
    minutes: changed ? minutes.installation : minutes.script,
  };
}
