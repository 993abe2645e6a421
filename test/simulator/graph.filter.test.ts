import assert from 'node:assert/strict';
import { GraphError } from '../../simulator/graph/errors';
import { compileFilter } from '../../simulator/graph/odata/filter';
import { groupType } from '../../simulator/graph/types/group';
import { userType } from '../../simulator/graph/types/user';

const e3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const ada = {
  id: 'a1',
  displayName: "Ada O'Neill",
  department: 'Sales',
  mail: 'ada@contoso.com',
  userPrincipalName: 'ada@contoso.com',
  accountEnabled: true,
  usageLocation: null,
  companyName: null,
  onPremisesSyncEnabled: true,
  createdDateTime: '2026-11-24T12:00:00Z',
  proxyAddresses: ['SMTP:ada@contoso.com', 'smtp:a@contoso.onmicrosoft.com'],
  assignedLicenses: [{ skuId: e3, disabledPlans: [] }],
  onPremisesProvisioningErrors: [{ category: 'PropertyConflict', propertyCausingError: 'ProxyAddress' }],
};

describe('$filter of the simulated Graph', () => {
  const cases: [filter: string, advanced: boolean, matches: boolean][] = [
    ["department eq 'SALES'", false, true],
    ["Department eq 'Sales'", false, true],
    ["department in ('Finance','Sales')", false, true],
    ["startsWith(displayName,'ada o''')", false, true],
    ["startswith(department,'F')", false, false],
    ['onPremisesSyncEnabled eq true', false, true],
    ['createdDateTime ge 2026-11-24T11:00:00Z and createdDateTime le 2026-11-24', false, false],
    ['createdDateTime ge 2026-11-24T13:00:00+02:00', false, true],
    [`assignedLicenses/any(s:s/skuId eq ${e3})`, false, true],
    [`assignedLicenses/any(l:l/skuId eq '${e3}')`, false, true],
    ["proxyAddresses/any(p:p eq 'smtp:A@contoso.onmicrosoft.com')", false, true],
    ["proxyAddresses/any(p:startsWith(p,'SMTP:b'))", false, false],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", false, true],
    ["accountEnabled eq true and (department eq 'x' or startsWith(mail,'ada'))", false, true],
    ["department eq 'x' and department eq 'Sales' or accountEnabled eq true", false, true],
    ["department ne 'Sales'", true, false],
    ["not(department eq 'Sales')", true, false],
    ["not startsWith(department,'F')", true, true],
    ["endsWith(mail,'@CONTOSO.com')", true, true],
    ["proxyAddresses/any(p:endsWith(p,'OnMicrosoft.com'))", true, true],
    ['usageLocation eq null', true, true],
    ['usageLocation ne null', true, false],
    ["companyName eq 'Contoso'", true, false],
    ["onPremisesSamAccountName eq 'ada'", true, false],
    ['assignedLicenses/$count eq 0', true, false],
    ['assignedLicenses/$count ne 0', true, true],
    [`not assignedLicenses/any(s:s/skuId eq ${e3})`, true, false],
  ];
  for (const [filter, advanced, matches] of cases) {
    it(`${filter}${advanced ? ' (advanced)' : ''}`, () => {
      const compiled = compileFilter(filter, userType);
      assert.deepEqual([compiled.advanced, compiled.matches(ada)], [advanced, matches]);
    });
  }

  const refusals: [filter: string, code: 'BadRequest' | 'Request_UnsupportedQuery', message: RegExp][] = [
    [
      "shoeSize eq 'x'",
      'BadRequest',
      /Could not find a property named 'shoeSize' on type 'microsoft.graph.user'/,
    ],
    ["accountEnabled eq 'true'", 'BadRequest', /'Edm.Boolean' and 'Edm.String' for operator kind 'Equal'/],
    ['department eq 5', 'BadRequest', /incompatible types/],
    ["startsWith(accountEnabled,'t')", 'BadRequest', /incompatible types/],
    ["department eq 'a' 'b'", 'BadRequest', /syntax error at ''b''/],
    ['accountEnabled eq true and', 'BadRequest', /Expression expected at the end/],
    ["(department eq 'a'", 'BadRequest', /Expression expected/],
    ["department like 'a'", 'BadRequest', /syntax error at 'like'/],
    ["department eq 'a", 'BadRequest', /syntax error/],
    ['department eq', 'BadRequest', /Expression expected/],
    ['', 'BadRequest', /Expression expected/],
    ["displayName/any(d:d eq 'x')", 'BadRequest', /is no collection/],
    ["proxyAddresses/any(p:q eq 'x')", 'BadRequest', /named 'q'/],
    ["department gt 'A'", 'Request_UnsupportedQuery', /operator 'gt'/],
    ["department ge 'A'", 'Request_UnsupportedQuery', /property 'department' of resource 'User'/],
    ["contains(displayName,'a')", 'Request_UnsupportedQuery', /function 'contains'/],
    ["endsWith(department,'a')", 'Request_UnsupportedQuery', /property 'department'/],
    ["onPremisesDomainName eq 'x'", 'Request_UnsupportedQuery', /property 'onPremisesDomainName'/],
    ['accountEnabled eq null', 'Request_UnsupportedQuery', /property 'accountEnabled'/],
    ['assignedLicenses/$count eq 2', 'Request_UnsupportedQuery', /compared with 0 only/],
  ];
  for (const [filter, code, message] of refusals) {
    it(`refuses ${filter || 'nothing'}`, () =>
      assert.throws(
        () => compileFilter(filter, userType),
        (error: unknown) => {
          assert.ok(error instanceof GraphError, String(error));
          assert.deepEqual([error.status, error.code], [400, code], error.message);
          assert.match(error.message, message);
          return true;
        },
      ));
  }

  it('of groups, by a property that no answer has', () => {
    const { matches, advanced } = compileFilter('hasMembersWithLicenseErrors eq true', groupType);
    assert.deepEqual(
      [advanced, matches({ hasMembersWithLicenseErrors: true }), matches({})],
      [false, true, false],
    );
  });
});
