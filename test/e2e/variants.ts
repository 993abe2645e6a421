import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretClient } from '@azure/keyvault-secrets';
import pino from 'pino';
import { Agent, fetch } from 'undici';
import { parse } from 'yaml';
import { createActivities } from '../../activities';
import type { Activities } from '../../activities/api';
import type { AzureClients } from '../../activities/azure/clients';
import { azureClients, transportOptions } from '../../activities/azure/clients';
import type { OutsideSettings } from '../../activities/environment';
import type { DirsyncClient } from '../../client';
import * as role from '../../deploy/azure-role.json';
import type { Secrets } from '../../client/dev/contoso';
import { enterpriseOf, makeSecrets, secretVariables } from '../../client/dev/contoso';
import type { DeploymentResult } from '../../roadmap/messages';
import type { Progress } from '../../roadmap/progress';
import type { JournalEntry, Simulator } from '../../simulator';
import { readJournal, startSimulator } from '../../simulator';
import { checkWorksheet } from '../../worksheet/check';
import type { Worksheet, WorksheetInput } from '../../worksheet/schema';
import { gateIds, worksheetSchema } from '../../worksheet/schema';
import { owner, ownerOf } from '../support/access';
import { gateIsOpen, statusOf } from './scene';

/** A worksheet that goes another way through the roadmap, and what its site has before the deployment begins. */
export interface Variant {
  /** Folder under examples/. */
  example: string;
  change?: (input: WorksheetInput) => void;
  prepare?: (place: Place) => Promise<unknown>;
  /** What has to have happened before the network administrator turns to the VPN device. */
  beforeDevice?: (progress: Progress) => boolean;
}

/** A simulated enterprise of its own for one variant, and the activities that reach it with the rights of deploy/azure-role.json alone. */
export interface Place {
  worksheet: Worksheet;
  settings: OutsideSettings;
  azure: AzureClients;
  activities: Activities;
  simulator: Simulator;
  staff: (method: 'PUT' | 'POST', path: string, body: object) => Promise<void>;
  journal: (since?: string) => JournalEntry[];
  /** From start to end, with people doing their part at the gates that nothing could prepare. */
  deploy: (dirsync: DirsyncClient) => Promise<{ result: DeploymentResult; progress: Progress }>;
  close: () => Promise<void>;
}

const speed = 900;
const people = 40;

export async function openPlace(variant: Variant): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-variant-'));
  const secrets = makeSecrets();
  const input = inputOf(variant);
  const simulator = await startSimulator(simulated(worksheetSchema.parse(input), secrets, directory));
  const { endpoints } = simulator;
  const ca = readFileSync(endpoints.caFile, 'utf8');
  const worksheet = moveSecrets(input, secrets, directory, endpoints.vault);
  const settings: OutsideSettings = {
    overrides: {
      authorityHost: endpoints.authority,
      arm: endpoints.arm,
      graph: endpoints.graph,
      dns: endpoints.dns,
      ca,
    },
    credential: 'clientSecret',
    pollIntervalMs: 100,
    env: secretVariables(secrets, worksheet),
  };
  const dispatcher = new Agent({ connect: { ca } });
  const azure = azureClients(worksheet, settings);
  const place: Place = {
    worksheet,
    settings,
    azure,
    simulator,
    activities: createActivities({
      settings,
      runsDirectory: join(directory, 'runs'),
      logger: pino({ level: 'silent' }),
    }),
    async staff(method, path, body) {
      const response = await fetch(`${endpoints.site}${path}`, {
        method,
        dispatcher,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    },
    journal: (since = '') =>
      readJournal(join(directory, 'simulator'), { service: 'arm' }).filter(({ at }) => at >= since),
    deploy: (dirsync) => deploy(place, variant, secrets, dirsync),
    async close() {
      await dispatcher.close();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  const people = ownerOf(simulator);
  await people.giveOnly(secrets.clientId, role.Actions);
  await people.close();
  await storeVaultSecrets(place, secrets);
  const { source: url, sha256, minimumVersion: version } = worksheet.entraConnect.installer;
  await place.staff('PUT', '/site/installers', { url, sha256, version });
  await place.staff('PUT', '/site/firewall', { open: true });
  await place.staff('PUT', '/site/routes', { prefix: worksheet.virtualNetwork.addressSpace });
  await variant.prepare?.(place);
  return place;
}

/** The example, with every gate automatic but those where people work on what the roadmap has made just before. */
function inputOf({ example, change }: Variant): WorksheetInput {
  const file = join(__dirname, '../../examples', example, 'worksheet.yaml');
  const input = parse(readFileSync(file, 'utf8')) as WorksheetInput;
  input.licensing.expectedUsers = 30;
  change?.(input);
  const asked = gateIds.filter((id) => input.gates?.[id] || !['proxy', 'domain-join'].includes(id));
  input.gates = Object.fromEntries(
    asked.map((id) => [id, { automatic: !['vpn-device', 'entra-connect'].includes(id) }]),
  );
  return input;
}

function simulated(worksheet: Worksheet, secrets: Secrets, directory: string) {
  const options = enterpriseOf(worksheet, secrets, join(directory, 'simulator'), speed);
  // The worker begins without any role; `openPlace` lets the owner give it its own.
  const applications = options.applications.map((one) => ({ ...one, role: 'none' }));
  return { ...options, applications: [...applications, owner], site: { ...options.site, people } };
}

/** The references of the example with the places of this machine, so that each kind is resolved for real. */
function moveSecrets(input: WorksheetInput, secrets: Secrets, directory: string, vault: string): Worksheet {
  const move = (reference: string, value: string) => {
    if (reference.startsWith('keyvault:')) return reference.replace(/https:\/\/[^/]+/, vault);
    if (!reference.startsWith('file:')) return reference;
    const file = join(directory, reference.split('/').at(-1)!);
    writeFileSync(file, `${value}\n`, { mode: 0o600 });
    return `file:${file}`;
  };
  const { server, domain, connection } = input;
  server.administrator.password = move(server.administrator.password, secrets.administratorPassword);
  domain.joinPassword = move(domain.joinPassword, secrets.joinPassword);
  if (connection.kind === 'expressRoute' && connection.authorizationKey) {
    connection.authorizationKey = move(connection.authorizationKey, secrets.vpnSharedKey);
  }
  const { worksheet, findings } = checkWorksheet(input);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!worksheet || errors.length > 0) throw new Error(JSON.stringify(errors));
  return worksheet;
}

async function storeVaultSecrets(
  { worksheet, azure, settings, simulator }: Place,
  secrets: Secrets,
): Promise<void> {
  const { connection, server, domain } = worksheet;
  const stored: [string | undefined, string][] = [
    [server.administrator.password, secrets.administratorPassword],
    [domain.joinPassword, secrets.joinPassword],
    [connection.kind === 'expressRoute' ? connection.authorizationKey : undefined, secrets.vpnSharedKey],
  ];
  const client = new SecretClient(simulator.endpoints.vault, azure.credential, {
    ...transportOptions(worksheet.azure.cloud, settings),
    disableChallengeResourceVerification: true,
  });
  for (const [reference, value] of stored) {
    if (reference?.startsWith('keyvault:')) await client.setSecret(reference.split('/').at(-1)!, value);
  }
}

async function deploy(
  place: Place,
  { beforeDevice = () => true }: Variant,
  secrets: Secrets,
  dirsync: DirsyncClient,
): Promise<{ result: DeploymentResult; progress: Progress }> {
  const { worksheet, staff, simulator } = place;
  const { deployment } = worksheet;
  await dirsync.deploy({ worksheet, requestedBy: 'variants' });
  const approve = (gate: 'vpn-device' | 'entra-connect') =>
    dirsync.decide({ deployment, gate, decision: 'approve', by: 'variants' });
  for (;;) {
    const progress = await dirsync.progress(deployment);
    const parked = progress.steps.filter((step) => step.status === 'parked');
    if (parked.length > 0) throw new Error(JSON.stringify(parked));
    if (progress.outcome && progress.finishedAt) break;
    if (gateIsOpen('vpn-device')(progress) && beforeDevice(progress)) {
      const peer = progress.steps.find((step) => step.id === 'gateway-address')!.evidence.address;
      await staff('PUT', '/site/vpn-device', { peer, sharedKey: secrets.vpnSharedKey });
      await approve('vpn-device');
    }
    if (gateIsOpen('entra-connect')(progress)) {
      if (!isConfigured(simulator)) {
        await staff('POST', '/site/entra-connect-wizard', { server: worksheet.server.name });
      }
      await approve('entra-connect');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { result: await dirsync.result(deployment), progress: await dirsync.progress(deployment) };
}

const isConfigured = ({ world }: Simulator): boolean =>
  JSON.stringify(world.state.guests ?? {}).includes('MSOL_');

export const isDone = (step: string) => (progress: Progress) => statusOf(progress, step) === 'done';
