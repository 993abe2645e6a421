import { Resolver } from 'node:dns/promises';
import type { Worksheet } from '../../worksheet/schema';
import { endpointsFor, type OutsideSettings } from '../environment';

/** What one Table D server said. */
export interface DnsAnswer {
  /** Friendly name and address, as in `DC1 (10.10.0.4)`. */
  server: string;
  /** Domain controllers by SRV; empty when the server does not know the domain. undefined: it did not answer. */
  controllers?: string[];
  /** Addresses of the server's A record; empty when there is none. undefined: it did not answer. */
  addresses?: string[];
  /** Why it did not answer. */
  failure?: string;
}

/** A lookup that fails so was answered: there is no such name or no such record (c-ares error codes). */
const negative = ['ENOTFOUND', 'ENODATA'];

const reasons: Record<string, string> = {
  ETIMEOUT: 'no answer in time',
  ECONNREFUSED: 'connection refused',
  ESERVFAIL: 'it reports a failure of its own',
  EREFUSED: 'it refuses to answer this client',
};

/** Three seconds and two tries: a tunnel adds milliseconds, and a silent server must not hold up the rest. */
const limits = { timeout: 3000, tries: 2 };

/** Asks every Table D server, side by side, for the domain's controllers and for the server's A record. */
export async function askServers(
  w: Worksheet,
  settings: OutsideSettings,
  bounds = limits,
): Promise<DnsAnswer[]> {
  const { dns } = endpointsFor(w.azure.cloud, settings.overrides);
  return Promise.all(
    w.dns.servers.map(async ({ name, address }): Promise<DnsAnswer> => {
      const server = `${name} (${address})`;
      const resolver = new Resolver(bounds);
      resolver.setServers([dns[address] ?? address]);
      try {
        const [services, addresses] = await Promise.all([
          orNone(resolver.resolveSrv(controllersName(w))),
          orNone(resolver.resolve4(serverName(w))),
        ]);
        return { server, controllers: services.map((one) => one.name), addresses };
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
        return { server, failure: reasons[code] ?? code };
      }
    }),
  );
}

/** Where Windows finds the domain controllers of a domain (MS-ADTS, "Locating a Domain Controller"). */
export const controllersName = (w: Worksheet) => `_ldap._tcp.dc._msdcs.${w.domain.name}`;
export const serverName = (w: Worksheet) => `${w.server.name}.${w.domain.name}`.toLowerCase();

async function orNone<Item>(lookup: Promise<Item[]>): Promise<Item[]> {
  try {
    return await lookup;
  } catch (error) {
    if (negative.includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
