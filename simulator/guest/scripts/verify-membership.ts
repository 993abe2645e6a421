import { minutes } from '../../site/durations';
import { isMember } from '../../site/join';
import { reachableControllers } from '../../site/reach';
import { controllerName } from '../../site/state';
import { failed, type Script } from './script';

export const verifyMembership: Script = ({ world, machine, guest, parameters }) => {
  if (!parameters.Domain) return failed('InvalidParameter', 'Domain is missing.');
  const joined = guest.domain !== undefined;
  const controller = joined ? reachableControllers(world, machine)[0] : undefined;
  return {
    exitCode: 0,
    result: {
      computerName: machine.computerName,
      domain: guest.domain ?? 'WORKGROUP',
      partOfDomain: joined,
      domainController: controller ? controllerName(world, controller) : null,
      secureChannel: controller !== undefined && isMember(world, machine),
      lastBoot: new Date(guest.bootedAt).toISOString(),
    },
    minutes: minutes.script,
  };
};
