import type { Draft, Found } from '../finding';
import { entriesOf, error } from '../finding';

/** WinHTTP and .NET take host and port; neither takes a name and password (Entra Connect prerequisites, connectivity). */
export function checkProxy({ proxy }: Draft): Found[] {
  return [...address(proxy?.address), ...bypass(proxy?.bypass)];
}

function address(text: string | undefined): Found[] {
  if (text === undefined) return [];
  const saying = { path: ['proxy', 'address'], rule: 'proxy-form' };
  const remedy = 'Write http://host:port, e.g. http://proxy.corp.contoso.com:8080.';
  if (/^https?:\/\/[^/]*@/i.test(text)) {
    const problem = 'holds a user name or password (not shown)';
    return [
      error({
        ...saying,
        problem,
        remedy: `The proxy must let the server out without signing in. ${remedy}`,
      }),
    ];
  }
  const port = /^https?:\/\/[A-Za-z0-9.-]+:(\d{1,5})\/?$/i.exec(text)?.[1];
  if (port && Number(port) >= 1 && Number(port) <= 65535) return [];
  return [error({ ...saying, problem: 'has no port, or something besides host and port', remedy })];
}

function bypass(list: (string | undefined)[] | undefined): Found[] {
  return entriesOf(list).flatMap(([index, entry]) => {
    if (/^(<local>|[A-Za-z0-9.*-]+)$/.test(entry)) return [];
    const remedy =
      'Write one host, address or pattern with * in each entry, e.g. "*.corp.contoso.com", or <local>.';
    const problem = `"${entry}" is not one host or pattern`;
    return [error({ path: ['proxy', 'bypass', index], rule: 'proxy-bypass', problem, remedy })];
  });
}
