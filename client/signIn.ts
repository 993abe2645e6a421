import type { TokenCredential } from '@azure/identity';
import { AzureCliCredential, ChainedTokenCredential, DeviceCodeCredential } from '@azure/identity';
import { isKnownAuthority, transportOptions } from '../activities/azure/clients';
import type { OutsideSettings } from '../activities/environment';
import { endpointsFor } from '../activities/environment';
import type { Worksheet } from '../worksheet/schema';
import type { Io } from './io';
import { InputError } from './io';

const ways = ['azureCli', 'deviceCode'] as const;

/**
 * An access token of the person at this terminal for the app registration of the worksheet. DIRSYNC_SIGN_IN says how: by
 * default the Azure CLI's sign-in where there is one, else a code to be entered in a browser.
 */
export async function personsToken(io: Io, settings: OutsideSettings, worksheet: Worksheet): Promise<string> {
  const { azure, approvals } = worksheet;
  if (approvals.trust !== 'entra') throw new Error('nobody signs in with trust namespace');
  const { clientId } = approvals;
  const credential = credentialOf(io, settings, azure, clientId);
  // An application gets a token for itself by its id alone (AADSTS90009).
  const given = await credential.getToken(`${clientId}/.default`);
  if (!given) throw new Error('the sign-in gave no token');
  return given.token;
}

function credentialOf(
  { env, stderr }: Io,
  settings: OutsideSettings,
  { cloud, tenantId }: Worksheet['azure'],
  clientId: string,
): TokenCredential {
  const endpoints = endpointsFor(cloud, settings.overrides);
  const cli = () => new AzureCliCredential({ tenantId });
  const deviceCode = () =>
    new DeviceCodeCredential({
      ...transportOptions(cloud, settings, 3),
      tenantId,
      clientId,
      authorityHost: endpoints.authorityHost,
      disableInstanceDiscovery: !isKnownAuthority(endpoints.authorityHost),
      userPromptCallback: ({ message }) => void stderr.write(`${message}\n`),
    });
  switch (env.DIRSYNC_SIGN_IN || undefined) {
    case undefined:
      return new ChainedTokenCredential(cli(), deviceCode());
    case 'azureCli':
      return cli();
    case 'deviceCode':
      return deviceCode();
    default:
      throw new InputError(`DIRSYNC_SIGN_IN is "${env.DIRSYNC_SIGN_IN}": use ${ways.join(' or ')}.`);
  }
}
