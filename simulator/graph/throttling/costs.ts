/** Graph, "Identity and access service limits": base costs in resource units. Anything else costs 1. */
const baseCosts: [method: string, path: RegExp, units: number][] = [
  ['GET', /^users$/, 2],
  ['GET', /^subscribedskus$/, 3],
  ['GET', /^groups\/[^/]+\/members(\/|$)/, 3],
  ['GET', /^groups\/[^/]+\/transitivemembers(\/|$)/, 5],
  ['GET', /^(me|users\/[^/]+)\/(licensedetails|memberof|transitivememberof)(\/|$)/, 2],
  ['POST', /^(me|users\/[^/]+)\/getmember(groups|objects)$/, 2],
  ['POST', /^(me|users\/[^/]+)\/checkmember(groups|objects)$/, 4],
];

export interface Cost {
  units: number;
  /** 1 for what changes something. */
  writes: 0 | 1;
}

/** `path` and query of a request, from after the version on. Pure. */
export function costOf(method: string, url: string): Cost {
  const [path = '', query = ''] = url.split('?');
  const plain = path.replace(/^\/|\/$/g, '').toLowerCase();
  const listed = baseCosts.find(([verb, pattern]) => verb === method && pattern.test(plain));
  const options = new URLSearchParams(query.toLowerCase());
  const given = (name: string) => options.get(`$${name}`) ?? options.get(name);
  const top = given('top');
  const units =
    (listed?.[2] ?? 1) -
    (given('select') === null ? 0 : 1) +
    (given('expand') === null ? 0 : 1) -
    (top !== null && Number(top) < 20 ? 1 : 0);
  // What only reads by POST is in the table with no write cost.
  return { units: Math.max(1, units), writes: method === 'GET' || listed ? 0 : 1 };
}

/** Resource units in ten seconds for an application in a tenant of so many users. Pure. */
export function unitsPerTenSeconds(users: number): number {
  if (users < 50) return 3500;
  return users <= 500 ? 5000 : 8000;
}
