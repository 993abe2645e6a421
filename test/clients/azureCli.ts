import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Ended, Enterprise } from './enterprise';
import { program } from './install';

export interface AzureCli {
  env: Record<string, string>;
  /** What `az … --output json` printed; fails with az's own message. */
  az(...args: string[]): Promise<unknown>;
  /** For what is to fail. */
  fails(...args: string[]): Promise<Ended>;
}

/** In a cloud of its own, registered from the metadata document, with its configuration in the folder. */
export async function azureCli(enterprise: Enterprise): Promise<AzureCli> {
  const env = {
    AZURE_CONFIG_DIR: join(enterprise.directory, '.azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_DISPLAY_REGION_IDENTIFIED: 'false',
    AZURE_CORE_NO_COLOR: 'true',
    // MSAL would ask the public cloud whether the authority is a known one; Azure Stack is signed in to in this way too.
    AZURE_CORE_INSTANCE_DISCOVERY: 'false',
  };
  const run = (args: string[]) => enterprise.run(program('cli', 'az'), args, env);
  const az = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await run([...args, '--output', 'json', '--only-show-errors']);
    assert.equal(code, 0, `az ${args.slice(0, 4).join(' ')}: ${stderr}`);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  };
  await az(
    'cloud',
    'register',
    '--name',
    'Simulated',
    '--endpoint-resource-manager',
    enterprise.endpoints.arm,
  );
  await az('cloud', 'set', '--name', 'Simulated');
  return {
    env,
    az,
    fails: async (...args) => {
      const ended = await run([...args, '--output', 'json', '--only-show-errors']);
      assert.notEqual(ended.code, 0, `az ${args.slice(0, 4).join(' ')} should have failed: ${ended.stdout}`);
      return ended;
    },
  };
}

export function loginWith(enterprise: Enterprise, secret: string): string[] {
  const { secrets, tenantId } = enterprise;
  return [
    'login',
    '--service-principal',
    '--username',
    secrets.clientId,
    '--password',
    secret,
    '--tenant',
    tenantId,
  ];
}
