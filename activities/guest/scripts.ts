import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clouds } from '../environment';
import type { GuestScript } from '../api';
import type { Worksheet } from '../../worksheet/schema';

export interface ScriptParameter {
  name: string;
  value: string;
}

/** What is sent with a managed run command; `protectedParameters` are stored encrypted and never returned. */
export interface ScriptCall {
  parameters: ScriptParameter[];
  protectedParameters: ScriptParameter[];
  timeoutInSeconds: number;
}

/** Read at each use: the build copies the files beside the compiled code. */
export function scriptSource(script: GuestScript): string {
  return readFileSync(join(__dirname, 'scripts', `${script}.ps1`), 'utf8');
}

const minutes = (count: number) => count * 60;

/**
 * The parameters of each script; what is empty is left to the script's default. Proxy and installer addresses go as protected parameters, because such addresses
 * sometimes carry a token although the worksheet asks for none.
 */
export function scriptCall(script: GuestScript, w: Worksheet): ScriptCall {
  const proxyAddress = w.proxy ? [{ name: 'ProxyAddress', value: w.proxy.address }] : [];
  switch (script) {
    case 'set-proxy':
      return {
        parameters: w.proxy?.bypass.length ? [{ name: 'Bypass', value: w.proxy.bypass.join(',') }] : [],
        protectedParameters: [{ name: 'Address', value: w.proxy?.address ?? '' }],
        timeoutInSeconds: minutes(10),
      };
    case 'verify-membership':
      return {
        parameters: [{ name: 'Domain', value: w.domain.name }],
        protectedParameters: [],
        timeoutInSeconds: minutes(10),
      };
    case 'verify-prerequisites':
      return {
        parameters: cloudHosts(w),
        protectedParameters: proxyAddress,
        timeoutInSeconds: minutes(10),
      };
    case 'install-entra-connect':
      return {
        parameters: [
          { name: 'Sha256', value: w.entraConnect.installer.sha256 },
          { name: 'MinimumVersion', value: w.entraConnect.installer.minimumVersion },
        ],
        protectedParameters: [{ name: 'Source', value: w.entraConnect.installer.source }, ...proxyAddress],
        timeoutInSeconds: minutes(45),
      };
    case 'verify-synchronisation':
      return { parameters: [], protectedParameters: [], timeoutInSeconds: minutes(10) };
  }
}

/** The script knows the public cloud's hosts; the national clouds sign in and serve Graph elsewhere. */
function cloudHosts(w: Worksheet): ScriptParameter[] {
  if (w.azure.cloud === 'public') return [];
  const { authorityHost, graph } = clouds[w.azure.cloud];
  const hosts = [authorityHost, graph].map((url) => new URL(url).hostname);
  return [{ name: 'Hosts', value: hosts.join(',') }];
}
