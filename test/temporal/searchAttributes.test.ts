import assert from 'node:assert/strict';
import {
  missingSearchAttributes,
  searchAttributeCommands,
  searchAttributeFlags,
} from '../../temporal/searchAttributes';

describe('search attributes', () => {
  it('are named and typed as the Temporal CLI takes them', () => {
    assert.deepEqual(searchAttributeFlags, [
      'DirsyncPhase=Keyword',
      'DirsyncWaitingFor=KeywordList',
      'DirsyncTenant=Keyword',
      'DirsyncOutcome=Keyword',
    ]);
  });

  it('gives the commands for those that are missing, and for no others', async () => {
    const operatorService = {
      listSearchAttributes: async () => ({
        customAttributes: { DirsyncPhase: 2, DirsyncOutcome: 2, Other: 1 },
      }),
    };
    const missing = await missingSearchAttributes({ operatorService } as never, 'tenants');
    assert.deepEqual(missing, ['DirsyncWaitingFor', 'DirsyncTenant']);
    const create = 'temporal operator search-attribute create --namespace tenants --name';
    assert.deepEqual(searchAttributeCommands('tenants', missing), [
      `${create} DirsyncWaitingFor --type KeywordList`,
      `${create} DirsyncTenant --type Keyword`,
    ]);
  });
});
