import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../temporal/processes';

/** Git-ignored; a second run finds here what the first one installed. */
export const clientsFolder = join(__dirname, '../../.dirsync/clients');
const minutes = 60_000;

/** The Azure CLI, the SDKs and Ansible's collection pin different versions of the same libraries. */
export type Client = 'cli' | 'sdk' | 'ansible';

export const venv = (name: string): string => join(clientsFolder, name);
export const program = (client: Client, name: string): string => join(venv(client), 'bin', name);

/** Installs a client from PyPI into a virtual environment of its own, unless just that is there already. */
export async function install(client: Client): Promise<void> {
  await once('tools', async (requirements) => {
    await run(join(venv('tools'), 'bin/pip'), ['install', '--quiet', '-r', requirements], 5 * minutes);
  });
  await once(client, async (requirements) => {
    await installWith(client, requirements);
    if (client === 'ansible') await installWith(client, await collectionRequirements());
  });
}

async function once(name: string, fill: (requirements: string) => Promise<void>): Promise<void> {
  const requirements = join(__dirname, `requirements-${name}.txt`);
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const stamp = join(venv(name), 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(clientsFolder, { recursive: true });
  const python = name === 'ansible' ? await newPython() : 'python3';
  await run(python, ['-m', 'venv', '--clear', venv(name)], 2 * minutes);
  await fill(requirements);
  writeFileSync(stamp, wanted);
}

/**
 * Collections up to 3.13.0 can't find a cloud by its metadata document (ansible-collections/azure, issue 2157); newer
 * ones come with an Ansible that wants Python 3.12.
 */
async function newPython(): Promise<string> {
  const named = ['python3', 'python3.14', 'python3.13', 'python3.12'];
  const root = process.env.PYENV_ROOT && join(process.env.PYENV_ROOT, 'versions');
  const kept = root && existsSync(root) ? readdirSync(root).map((one) => join(root, one, 'bin/python3')) : [];
  for (const python of [...named, ...kept]) {
    const version = await run(python, ['-c', 'import sys; print(sys.version_info[:2])'], minutes).catch(
      () => '',
    );
    const [major = 0, minor = 0] = (version.match(/\d+/g) ?? []).map(Number);
    if (major === 3 && minor >= 12) return python;
  }
  throw new MissingPython('Ansible needs Python 3.12 or newer, and there is none on PATH or in PYENV_ROOT.');
}

export class MissingPython extends Error {}

/** Some thousand files: uv takes a tenth of pip's time. */
async function installWith(client: Client, requirements: string): Promise<void> {
  const uv = join(venv('tools'), 'bin/uv');
  const cache = join(clientsFolder, 'cache');
  await run(
    uv,
    [
      'pip',
      'install',
      '--quiet',
      '--cache-dir',
      cache,
      '--python',
      program(client, 'python'),
      '-r',
      requirements,
    ],
    8 * minutes,
  );
}

/** What `azure.azcollection` asks for is in the collection itself, as `ansible` bundles it. */
async function collectionRequirements(): Promise<string> {
  const code = 'import ansible_collections, os; print(list(ansible_collections.__path__)[0])';
  const folder = (await run(program('ansible', 'python'), ['-c', code], minutes)).trim();
  return join(folder, 'azure/azcollection/requirements.txt');
}
