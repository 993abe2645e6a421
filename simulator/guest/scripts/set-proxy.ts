import { minutes } from '../../site/durations';
import { failed, type Script } from './script';

export const setProxy: Script = ({ world, guest, parameters }) => {
  const { Address = '', Bypass = '' } = parameters;
  if (!URL.canParse(Address) || !/^https?:$/.test(new URL(Address).protocol)) {
    return failed('InvalidParameter', 'Address is not of the form http://host:port.');
  }
  const proxy = {
    address: Address,
    bypass: Bypass.split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  };
  const changed = JSON.stringify(guest.proxy) !== JSON.stringify(proxy);
  guest.proxy = proxy;
  if (changed) world.changed();
  return {
    exitCode: 0,
    result: { proxy: proxy.address, bypass: proxy.bypass, machineConfig: true, winHttp: true, changed },
    minutes: minutes.script,
  };
};
