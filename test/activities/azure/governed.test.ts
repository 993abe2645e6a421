import assert from 'node:assert/strict';
import { bench, type Bench } from '../../simulator/core.support';
import { ownerOf, type Owner } from '../../support/access';
import { withoutRetryAfter } from '../../support/simulated';
import { make, problemIn, workerOn, worksheetIn } from './rig';

/** What an owner of the subscription has forbidden reaches the person who can lift it, in words. */
describe('locks and policies of the subscription', () => {
  let b: Bench;
  let people: Owner;
  const w = worksheetIn();
  const group = `/subscriptions/${w.azure.subscriptionId}/resourceGroups/${w.azure.resourceGroup}`;
  const making = () => problemIn(make(workerOn(b), w, 'networkSecurityGroup'));

  before(async () => {
    b = await bench({ speed: 6000 });
    withoutRetryAfter(b.simulator);
    people = ownerOf(b.simulator);
    await workerOn(b).ensureProviders({ worksheet: w });
    await make(workerOn(b), w, 'resourceGroup');
  });
  after(async () => {
    await people.close();
    await b.close();
  });

  it('names the lock by its scope, and who lifts it', async () => {
    await people.put(group, 'locks', 'frozen', { level: 'ReadOnly' });
    const found = await making();
    assert.equal(found.code, 'ResourceLocked');
    assert.match(
      found.message,
      /cannot perform write operation.*are locked: '.*\/resourceGroups\/rg-contoso-dirsync'/,
    );
    assert.match(found.remedy, /owner of the subscription to lift the management lock/);
    assert.equal(found.service?.code, 'ScopeLocked');
    await people.remove(group, 'locks', 'frozen');
  });

  it('names policy, assignment, scope, and the value that it refused', async () => {
    await people.put(group, 'policyAssignments', 'only-north', {
      policyDefinitionId:
        '/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c',
      parameters: { listOfAllowedLocations: { value: ['northeurope'] } },
    });
    const found = await making();
    assert.equal(found.code, 'PolicyDenied');
    assert.match(
      found.message,
      /Resource 'nsg-contoso' was disallowed by the policy "Allowed locations" \(assignment only-north at \/subscriptions\/.*\/rg-contoso-dirsync: location "westeurope" NotIn \["northeurope"\]/,
    );
    assert.match(found.remedy, /adapt the worksheet.*exemption/);
    await people.remove(group, 'policyAssignments', 'only-north');
  });

  it('goes on when they are lifted', async () => {
    assert.equal((await make(workerOn(b), w, 'networkSecurityGroup')).action, 'created');
  });
});
