import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { SimulatorOptions } from '../../simulator/world';
import type { Worksheet } from '../../worksheet/schema';

/** What the simulated enterprise keeps secret. Made anew for each enterprise; worth nothing outside of it. */
export interface Secrets {
  vpnSharedKey: string;
  administratorPassword: string;
  joinPassword: string;
  clientId: string;
  clientSecret: string;
}

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const random = (length: number): string =>
  Array.from({ length }, () => alphanumeric[randomInt(alphanumeric.length)]).join('');

export function makeSecrets(): Secrets {
  return {
    vpnSharedKey: random(32),
    administratorPassword: `${random(20)}-aA1`,
    joinPassword: `${random(20)}-aA1`,
    clientId: [8, 4, 4, 4, 12].map((length) => randomBytes(length / 2).toString('hex')).join('-'),
    clientSecret: random(40),
  };
}

/** Product ids as Microsoft lists them for licensing (product names and service plan identifiers). */
const skuIds: Record<string, string> = {
  SPE_E3: '05e9a617-0261-4cee-bb44-138d3ef5d965',
  SPE_F1: '66b55226-6b4f-492c-910c-a3b7a3c9d993',
};

/** Seats to spare, so that a demo fails only where somebody made it fail. */
const seats = 400;
const people = 240;

/** The other side of a worksheet: a site and a tenant that fit it. */
export function enterpriseOf(
  worksheet: Worksheet,
  secrets: Secrets,
  directory: string,
  speed: number,
): SimulatorOptions {
  const { connection, domain, dns, licensing, proxy } = worksheet;
  const { netbiosName, joinAccount } = accountOf(domain);
  const publicDomain = domain.name.split('.').slice(-2).join('.');
  const skus = new Set(licensing.rules.flatMap((rule) => rule.licences.map((licence) => licence.sku)));
  return {
    directory,
    speed,
    subscriptionId: worksheet.azure.subscriptionId,
    tenant: {
      id: worksheet.azure.tenantId,
      domains: [`${publicDomain.split('.')[0]}.onmicrosoft.com`, publicDomain],
      skus: [...skus].map((sku) => ({
        skuPartNumber: sku,
        skuId: skuIds[sku] ?? randomUUID(),
        enabled: seats,
      })),
      people: deciders(worksheet).map((name) => ({
        userPrincipalName: name,
        displayName: name.split('@')[0]!,
      })),
    },
    applications: [
      { clientId: secrets.clientId, clientSecret: secrets.clientSecret, displayName: 'dirsync worker' },
    ],
    ...(worksheet.approvals.trust === 'entra' && {
      peopleApplications: [
        {
          clientId: worksheet.approvals.clientId,
          displayName: 'dirsync approvals',
          scopes: ['decide'],
          groupClaims: true,
        },
      ],
    }),
    site: {
      domain: domain.name,
      netbiosName,
      upnSuffix: publicDomain,
      domainControllers: dns.servers,
      prefixes: worksheet.localNetwork.prefixes,
      vpnDevice: { publicAddress: connection.kind === 'vpn' ? connection.deviceAddress : '131.107.2.20' },
      joinAccount: { name: joinAccount, password: secrets.joinPassword },
      people,
      ...(proxy ? { proxy: { address: proxy.address } } : {}),
    },
  };
}

/** Where people sign in, those that the worksheet names have accounts in the cloud already. */
function deciders({ approvals, gates }: Worksheet): string[] {
  if (approvals.trust !== 'entra') return [];
  const named = [...approvals.operators, ...Object.values(gates).flatMap(({ approvers }) => approvers)];
  return [...new Set(named.filter((name) => name.includes('@')).map((name) => name.toLowerCase()))];
}

/** `DOMAIN\\user` names the NetBIOS domain, `user@domain` leaves it to be guessed. */
function accountOf({ name, joinAccount }: Worksheet['domain']): { netbiosName: string; joinAccount: string } {
  const [before = '', after] = joinAccount.split('\\');
  if (after !== undefined) return { netbiosName: before, joinAccount: after };
  return { netbiosName: name.split('.')[0]!.toUpperCase(), joinAccount: before.split('@')[0]! };
}

/** The environment in which worker and command line reach the simulated enterprise. */
export function secretVariables(secrets: Secrets, worksheet: Worksheet): NodeJS.ProcessEnv {
  const { connection, server, domain } = worksheet;
  const named: [string | undefined, string][] = [
    [connection.kind === 'vpn' ? connection.sharedKey : undefined, secrets.vpnSharedKey],
    [server.administrator.password, secrets.administratorPassword],
    [domain.joinPassword, secrets.joinPassword],
  ];
  const variables = named.flatMap(([reference, value]) => {
    const [, name] = /^env:(.*)$/.exec(reference ?? '') ?? [];
    return name ? [[name, value]] : [];
  });
  return {
    ...(Object.fromEntries(variables) as NodeJS.ProcessEnv),
    AZURE_TENANT_ID: worksheet.azure.tenantId,
    AZURE_CLIENT_ID: secrets.clientId,
    AZURE_CLIENT_SECRET: secrets.clientSecret,
    DIRSYNC_CREDENTIAL: 'clientSecret',
  };
}
