import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { machineFacts } from '../facts';
import { parentId } from '../path';
import { ignored } from '../references';
import type { ResourceType } from '../resourceType';
import { armState, childrenOf, findResource, key, sameId } from '../state';
import { extensionView } from './instanceView';
import { checkRunning } from './power';
import type { VirtualMachine } from './virtualMachineSchema';
import { machineType } from './virtualMachines';

/** Keys in TitleCase, values all strings: that is how the extension reads them. */
const joinSettings = z.strictObject({
  Name: z.string(),
  User: z.string(),
  OUPath: z.string().optional(),
  Restart: z.string().optional(),
  Options: z.string().optional(),
});

const schema = z.strictObject({
  ...ignored('provisioningState', 'instanceView'),
  publisher: z.string(),
  type: z.string(),
  typeHandlerVersion: z.string(),
  autoUpgradeMinorVersion: z.boolean().optional(),
  enableAutomaticUpgrade: z.boolean().optional(),
  forceUpdateTag: z.string().optional(),
  suppressFailures: z.boolean().optional(),
  settings: joinSettings,
  protectedSettings: z.strictObject({ Password: z.string() }).optional(),
});
export type Extension = z.output<typeof schema>;

export const extensions: ResourceType<Extension> = {
  type: `${machineType}/extensions`,
  minutes: minutes.extension,
  working: 'Creating',
  etag: false,
  schema,
  accept: ({ world, id, location, body }) => {
    const { protectedSettings, ...kept } = body.properties;
    const { publisher, type, typeHandlerVersion } = kept;
    if (publisher !== 'Microsoft.Compute' || type !== 'JsonADDomainExtension') {
      refuse(
        404,
        'ArtifactNotFound',
        `The VM extension with publisher '${publisher}' and type '${type}' could not be found in location '${location}'.`,
      );
    }
    if (!/^1\.\d+$/.test(typeHandlerVersion)) {
      refuse(
        404,
        'ArtifactVersionNotFound',
        `No version found in the artifact repository that satisfies the requested version '${typeHandlerVersion}' for VM extension with publisher '${publisher}' and type '${type}'.`,
      );
    }
    const machine = parentId(id);
    const other = childrenOf(world, machine).find(
      (one) => one.type === extensions.type && !sameId(one.id, id) && one.properties.type === type,
    );
    if (other) {
      refuse(
        400,
        'BadRequest',
        `Multiple VMExtensions per handler not supported for OS type 'Windows'. VMExtension '${other.name}' with handler '${publisher}.${type}' already added or specified in input.`,
      );
    }
    checkMachineReady(findResource<VirtualMachine>(world, machine)!.provisioningState, machine);
    checkRunning(world, machine, notRunning);
    if (protectedSettings) armState(world).secrets[key(id)] = { password: protectedSettings.Password };
    return kept;
  },
  /** Joins at the end of its time; the machine has rebooted by then. */
  ended: (world, { id, name, properties }) => {
    const facts = machineFacts(world, findResource<VirtualMachine>(world, parentId(id))!);
    const { secrets } = armState(world);
    const password = secrets[key(id)]?.password ?? '';
    delete secrets[key(id)];
    const { Name, User, OUPath, Options } = properties.settings;
    const result = world.site!.joinDomain(facts, { Name, User, OUPath, Options }, password);
    if (result.joined) return undefined;
    return joinFailure(name, properties.settings, result.code);
  },
  view: (world, extension, expand) =>
    expand.includes('instanceView')
      ? { instanceView: extensionView(world, extension, new Date(world.clock.now()).toISOString()) }
      : {},
  deleted: (world, { id }) => {
    delete armState(world).secrets[key(id)];
  },
};

/**
 * As JsonADDomainExtension 1.3 says it. The Win32 code stands in the extension's own text ("Troubleshoot domain joining");
 * that it is a part of the operation's message too is taken from reports of users.
 */
function joinFailure(name: string, { Name, User, OUPath, Options }: Extension['settings'], code: number) {
  const joined = `ERROR - Failed to join domain='${Name}', ou='${OUPath ?? ''}', user='${User}', option='NetSetupJoinDomain${Options === '1' ? '' : ', NetSetupAcctCreate'}'. Error code ${code}`;
  return {
    code: 'VMExtensionProvisioningError',
    message: `VM has reported a failure when processing extension '${name}' (publisher 'Microsoft.Compute' and type 'JsonADDomainExtension'). Error message: 'Exception(s) occured while joining Domain '${Name}': ${joined}'. More information on troubleshooting is available at https://aka.ms/vmextensionwindowstroubleshoot.`,
  };
}

export const notRunning = 'Cannot modify extensions in the VM when the VM is not running.';

export function checkMachineReady(provisioningState: string, id: string): void {
  if (provisioningState !== 'Succeeded') {
    refuse(
      409,
      'OperationNotAllowed',
      `Operation is not allowed on VM '${id}' because it is in provisioning state ${provisioningState}.`,
    );
  }
}
