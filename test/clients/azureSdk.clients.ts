import type { Enterprise } from './enterprise';
import { openEnterprise } from './enterprise';
import { install } from './install';
import { pythonSuite } from './pythonSuite';

describe('Azure SDK for Python', function () {
  this.timeout(300_000);
  let enterprise: Enterprise;

  before(async function () {
    this.timeout(600_000);
    await install('sdk');
    enterprise = await openEnterprise();
  });
  after(() => enterprise.close());

  it('makes, reads, lists, updates and deletes every type, and sees errors and throttling', () =>
    pythonSuite(enterprise, 'azure_sdk.py'));
});
