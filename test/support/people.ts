import type { Agent } from 'undici';
import { fetch } from 'undici';
import type { SimulatorOptions } from '../../simulator/world';

/** The app registration that people sign in to, and its people. */
export const approvalsApp = {
  clientId: '5b7e0c1d-92a4-4f36-8c0b-6d1e7f3a9b58',
  displayName: 'dirsync approvals',
  scopes: ['decide'],
  groupClaims: true,
};
export const anna = 'anna.berg@contoso.com';
export const pieter = 'pieter.vos@contoso.com';
/** In more groups than a token names. */
export const groucho = 'groucho@contoso.com';

const many = Array.from({ length: 201 }, (_, n) => `Team ${n}`);

export const peopleOptions = {
  peopleApplications: [approvalsApp],
  people: [
    { userPrincipalName: anna, displayName: 'Anna Berg', groups: ['Approvers'] },
    { userPrincipalName: pieter, displayName: 'Pieter Vos' },
    { userPrincipalName: groucho, displayName: 'Groucho', groups: ['Approvers', ...many] },
  ],
} satisfies Partial<SimulatorOptions> & { people: SimulatorOptions['tenant']['people'] };

interface Where {
  authority: string;
  site: string;
  tenantId: string;
  dispatcher: Agent;
}

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  error?: string;
}

export const form = async (
  { authority, tenantId, dispatcher }: Where,
  path: 'devicecode' | 'token',
  fields: Record<string, string>,
): Promise<{ status: number; body: Record<string, string> & Tokens }> => {
  const url = `${authority}/${tenantId}/oauth2/v2.0/${path}`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), dispatcher });
  return { status: response.status, body: (await response.json()) as Record<string, string> & Tokens };
};

export const scope = `${approvalsApp.clientId}/.default openid offline_access`;
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export async function enterCode(
  { site, dispatcher }: Where,
  userCode: string,
  userPrincipalName: string,
  decline = false,
): Promise<number> {
  const response = await fetch(`${site}/site/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userCode, userPrincipalName, decline }),
    dispatcher,
  });
  await response.body?.cancel();
  return response.status;
}

/** Signs somebody in by device code; resolves to what the token endpoint answers. */
export async function signIn(where: Where, userPrincipalName: string): Promise<Tokens> {
  const { clientId } = approvalsApp;
  const { body } = await form(where, 'devicecode', { client_id: clientId, scope });
  await enterCode(where, body.user_code!, userPrincipalName);
  const fields = { grant_type: deviceGrant, client_id: clientId, device_code: body.device_code! };
  return (await form(where, 'token', fields)).body;
}
