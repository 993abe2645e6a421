import assert from 'node:assert/strict';
import { fetch } from 'undici';
import { z } from 'zod';
import { evaluate } from '../../simulator/arm/deployments/expressions';
import { respell } from '../../simulator/arm/spelling';
import { armUrl, group, groupPath, location, networkId } from './arm.support';
import type { Bench } from './core.support';
import { bench } from './core.support';

describe('simulator: ARM template expressions', () => {
  const functions = {
    parameters: (name: unknown) => `<${String(name)}>`,
    concat: (...parts: unknown[]) => parts.join(''),
    reference: () => ({ outputs: { list: ['a', 'b'] } }),
  };
  const cases: { text: string; is: unknown }[] = [
    { text: 'plain', is: 'plain' },
    { text: "[parameters('adminPassword')]", is: '<adminPassword>' },
    { text: "[CONCAT('it''s ', parameters('x'), 3)]", is: "it's <x>3" },
    { text: "[reference('r').outputs.LIST[1]]", is: 'b' },
    { text: '[[literal]', is: '[literal]' },
  ];
  for (const { text, is } of cases) {
    it(text, () => assert.deepEqual(evaluate({ a: [text] }, functions), { a: [is] }));
  }
  for (const text of ["[unknown('x')]", '[concat(]', "[parameters('x') more]", "[reference('r').none]"]) {
    it(`refuses ${text}`, () => assert.throws(() => evaluate(text, functions), /validation failed/));
  }
});

describe('simulator: spelling of a request', () => {
  const schema = z.strictObject({
    createOption: z.literal('FromImage'),
    kind: z.enum(['IPsec', 'ExpressRoute']).default('IPsec'),
    list: z.array(z.object({ diskSizeGB: z.int().optional() }).transform((one) => one)).optional(),
  });
  const cases: { given: object; is: object }[] = [
    { given: { CreateOption: 'fromImage', kind: 'IPSEC' }, is: { createOption: 'FromImage', kind: 'IPsec' } },
    { given: { list: [{ diskSizeGb: 127, diskSizeGB: null }] }, is: { list: [{ diskSizeGB: 127 }] } },
    { given: { kind: null, unknown: null, other: 1 }, is: { other: 1 } },
    { given: { kind: 'none' }, is: { kind: 'none' } },
  ];
  for (const { given, is } of cases) {
    it(JSON.stringify(given), () => assert.deepEqual(respell(schema, given), is));
  }
});

describe('simulator: ARM, what the Azure CLI needs', function () {
  this.timeout(30_000);
  let b: Bench;
  const deployment = (name: string) => `${groupPath}/providers/Microsoft.Resources/deployments/${name}`;
  const put = (name: string, properties: object) =>
    b.call('PUT', armUrl(b, deployment(name)), { properties: { mode: 'incremental', ...properties } });
  const template = (resources: object[], outputs: object = {}) => ({
    $schema: 'https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { secret: { type: 'securestring' } },
    resources,
    outputs,
  });
  const network = (over: object = {}) => ({
    type: 'Microsoft.Network/virtualNetworks',
    apiVersion: '2025-05-01',
    name: 'vnet1',
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [
        {
          name: 'servers',
          properties: {
            addressPrefix: '10.24.65.0/28',
            networkSecurityGroup: { id: "[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg1')]" },
          },
        },
      ],
    },
    ...over,
  });
  const rules = {
    type: 'Microsoft.Network/networkSecurityGroups',
    apiVersion: '2025-05-01',
    name: 'nsg1',
    location,
  };
  async function ended(name: string): Promise<{ provisioningState: string } & Record<string, unknown>> {
    for (;;) {
      const { body } = await b.call('GET', armUrl(b, deployment(name)));
      const { properties } = body as { properties: { provisioningState: string } };
      if (properties.provisioningState !== 'Accepted') return properties;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  before(async () => {
    b = await bench();
    await b.resources.resourceGroups.createOrUpdate(group, { location });
  });
  after(() => b.close());

  it('tells of its endpoints to whoever asks, in the form of the version', async () => {
    const { arm, authority } = b.simulator.endpoints;
    const ask = async (version: string) => {
      const response = await fetch(`${arm}/metadata/endpoints?api-version=${version}`, {
        dispatcher: b.agent,
      });
      assert.equal(response.status, 200);
      return response.json();
    };
    const one = (await ask('2022-09-01')) as {
      resourceManager: string;
      authentication: { loginEndpoint: string };
    };
    assert.equal(one.resourceManager, arm);
    assert.equal(one.authentication.loginEndpoint, authority);
    assert.deepEqual(await ask('2019-05-01'), [one]);
    assert.ok('graphEndpoint' in ((await ask('2015-01-01')) as object));
    assert.equal((await fetch(`${arm}/metadata/endpoints`, { dispatcher: b.agent })).status, 400);
  });

  it('deploys a template in the order of its dependencies, and keeps no secure parameter', async () => {
    const dependent = network({ dependsOn: ['Microsoft.Network/networkSecurityGroups/nsg1'] });
    const outputs = { made: { type: 'object', value: "[reference('vnet1')]" } };
    const { status } = await put('one', {
      template: template([dependent, rules], outputs),
      parameters: { secret: { value: 'do-not-show' } },
    });
    assert.equal(status, 201);
    const properties = await ended('one');
    assert.equal(properties.provisioningState, 'Succeeded');
    assert.match(JSON.stringify(properties.outputs), /10\.24\.64\.0\/20/);
    assert.deepEqual(properties.parameters, { secret: { type: 'SecureString' } });
    assert.ok(!JSON.stringify(b.simulator.world.state).includes('do-not-show'));
    const made = await b.network.virtualNetworks.get(group, 'vnet1');
    assert.equal(made.subnets?.[0]?.networkSecurityGroup?.id, networkId('networkSecurityGroups', 'nsg1'));
  });

  it('says at the end what a provider refused', async () => {
    await put('two', { template: template([network({ name: 'vnet2', location: 'nowhere' })]) });
    const { provisioningState, error } = (await ended('two')) as { provisioningState: string; error: object };
    assert.equal(provisioningState, 'Failed');
    assert.match(JSON.stringify(error), /"DeploymentFailed".*"LocationNotAvailableForResourceType"/);
  });

  it('refuses at once what Compute finds in its preflight, and a template that it cannot read', async () => {
    const machine = { ...rules, type: 'Microsoft.Compute/virtualMachines', name: 'm', properties: {} };
    const compute = await put('three', { template: template([machine]) });
    assert.match(JSON.stringify([compute.status, compute.body]), /^\[400,.*InvalidTemplateDeployment/);
    const loop = await put('four', { template: template([{ ...rules, copy: {} }]) });
    assert.match(JSON.stringify([loop.status, loop.body]), /^\[400,.*InvalidRequestContent/);
    assert.equal((await b.call('GET', armUrl(b, deployment('three')))).status, 404);
  });

  it('writes one rule of a security group, and takes it away', async () => {
    const rule = {
      properties: {
        ...{ priority: 300, direction: 'Inbound', access: 'Allow', protocol: 'TCP' },
        ...{ sourceAddressPrefix: '10.10.0.0/16', sourcePortRange: '*' },
        ...{ destinationAddressPrefix: '*', destinationPortRange: '3389' },
      },
    };
    const url = armUrl(b, networkId('networkSecurityGroups', 'nsg1', 'securityRules', 'rdp'));
    assert.equal((await b.call('GET', url)).status, 404);
    const made = await b.call('PUT', url, rule);
    assert.equal(made.status, 201);
    assert.equal((made.body as { properties: { protocol: string } }).properties.protocol, 'Tcp');
    await b.network.securityRules.beginDeleteAndWait(group, 'nsg1', 'rdp', { updateIntervalInMs: 20 });
    const { securityRules } = await b.network.networkSecurityGroups.get(group, 'nsg1');
    assert.deepEqual(securityRules, []);
  });

  it('knows the images that it makes machines from', async () => {
    const [publisher, offer, sku] = [
      'MicrosoftWindowsServer',
      'WindowsServer',
      '2022-datacenter-azure-edition',
    ];
    const images = b.compute.virtualMachineImages;
    const [version] = await images.list(location, publisher, offer, sku);
    const image = await images.get(location, publisher, offer, sku, version!.name);
    assert.equal(image.hyperVGeneration, 'V2');
    await assert.rejects(images.get(location, publisher, offer, sku, '1.0.0'), /was not found/);
  });
});
