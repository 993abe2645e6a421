import { minutes } from '../../site/durations';
import { reachesInternet } from '../../site/reach';
import type { Script } from './script';

/** Hosts that Entra Connect needs (Microsoft's list for hybrid identity ports and endpoints). */
const hosts = [
  'login.microsoftonline.com',
  'adminwebservice.microsoftonline.com',
  'secure.aadcdn.microsoftonline-p.com',
];

export const verifyPrerequisites: Script = ({ world, machine, guest, parameters }) => {
  const reachable = reachesInternet(world, machine, parameters.ProxyAddress || guest.proxy?.address);
  const changed = guest.tls12 ? [] : ['tls12'];
  guest.tls12 = true;
  if (changed.length > 0) world.changed();
  return {
    exitCode: 0,
    result: {
      osCaption: 'Microsoft Windows Server 2022 Datacenter Azure Edition',
      osBuild: 20348,
      dotNetRelease: 528449,
      powerShell: '5.1.20348.2849',
      executionPolicy: 'RemoteSigned',
      tls12: true,
      memoryGiB: machine.memoryGiB,
      diskGiB: 126,
      freeDiskGiB: 104,
      internet: hosts.map((host) => ({ host, reachable })),
      changed,
    },
    minutes: minutes.script,
  };
};
