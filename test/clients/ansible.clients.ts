import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Enterprise } from './enterprise';
import { openEnterprise } from './enterprise';
import { install, MissingPython, program } from './install';

describe("Ansible's azure.azcollection", function () {
  this.timeout(300_000);
  let enterprise: Enterprise | undefined;

  before(async function () {
    this.timeout(600_000);
    try {
      await install('ansible');
    } catch (error) {
      if (!(error instanceof MissingPython)) throw error;
      process.stderr.write(`      skipped: ${error.message}\n`);
      this.skip();
    }
    enterprise = await openEnterprise();
  });
  after(() => enterprise?.close());

  it('plays the main types of the roadmap, finds nothing to change, is refused, and clears up', async () => {
    const { endpoints, tenantId, secrets, directory } = enterprise!;
    const ended = await enterprise!.run(
      program('ansible', 'ansible-playbook'),
      [join(__dirname, 'playbook.yml')],
      {
        AZURE_CONFIG_DIR: join(directory, '.azure'),
        ARM_CLOUD_METADATA_URL: `${endpoints.arm}/metadata/endpoints?api-version=2019-05-01`,
        AZURE_CLOUD_ENVIRONMENT: endpoints.arm,
        AZURE_DISABLE_INSTANCE_DISCOVERY: 'true',
        AZURE_TENANT: tenantId,
        AZURE_SECRET: secrets.clientSecret,
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_LOCALHOST_WARNING: 'False',
        ANSIBLE_INVENTORY_UNPARSED_WARNING: 'False',
      },
    );
    assert.equal(ended.code, 0, ended.stdout);
    // The retired gateway size is the one failure that is asked for.
    assert.match(ended.stdout, /failed=0 .*ignored=1/);
    const { machines } = (await enterprise!.site('GET', '/site')) as { machines: unknown[] };
    assert.deepEqual(machines, []);
  });
});
