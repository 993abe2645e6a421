import assert from 'node:assert/strict';
import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { requireSignIn } from '../../worker/requireSignIn';
import { approvalsApp } from '../support/people';
import { contoso } from '../support/worksheet';

const proven = contoso((input) => {
  input.approvals = { trust: 'entra', clientId: approvalsApp.clientId, operators: ['anna@contoso.com'] };
});

describe('a worker that requires sign-in', () => {
  const table: [string, string, unknown, boolean][] = [
    ['anything for people who sign in', 'beginResource', { worksheet: proven }, true],
    ['nothing where names are as declared', 'preflight', { worksheet: contoso() }, false],
    ['nothing for an older worksheet', 'preflight', { worksheet: {} }, false],
    ['nothing without a worksheet', 'assignLicencePage', {}, false],
    ['nothing without any input', 'awaitOperation', undefined, false],
    ['the report of what it refused', 'writeReport', { worksheet: contoso() }, true],
  ];
  for (const [what, activityType, input, done] of table) {
    it(`does ${what}`, () => {
      const { inbound } = requireSignIn({ info: { activityType } } as Context);
      const execute = () => inbound.execute!({ args: [input], headers: {} }, async () => 'done');
      if (done) return void assert.doesNotThrow(execute);
      assert.throws(execute, (error) => {
        assert.ok(error instanceof ApplicationFailure && error.nonRetryable);
        assert.equal(error.type, 'WorksheetInvalid');
        return true;
      });
    });
  }
});
