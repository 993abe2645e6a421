import { once } from 'node:events';
import { connect } from 'node:net';
import { Resolver } from 'node:dns/promises';
import { endpointsFor, type OutsideSettings } from '../environment';
import type { DnsAnswer } from '../dns/ask';
import type { Worksheet } from '../../worksheet/schema';

/** What a domain join uses besides DNS (Service overview and network port requirements for Windows). */
export const joinPorts = [88, 389, 445] as const;
export const ldapPorts = { ldap: 389, ldaps: 636 };

/** A port that answers at all does so in far less, through a tunnel too; and the plan must not wait for the others. */
const connectWithinMs = 1500;
/** The server has just answered other questions. */
const lookupBounds = { timeout: 800, tries: 1 };
/** A large domain has hundreds; a few show whether the network lets the join through. */
const controllersTried = 5;

export interface Controller {
  /** Host name of the SRV record: what its certificate is issued to. */
  name: string;
  /** undefined: the DNS servers know no address of that name. */
  address?: string;
  /** Those of `joinPorts` and LDAPS that accept a connection from here. */
  open: number[];
}

/** Tries the ports of the controllers that the Table D servers name, all side by side. */
export async function reachControllers(
  w: Worksheet,
  settings: OutsideSettings,
  answers: DnsAnswer[],
): Promise<Controller[]> {
  const names = [...new Set(answers.flatMap((answer) => answer.controllers ?? []))].sort();
  if (names.length === 0) return [];
  const { dns } = endpointsFor(w.azure.cloud, settings.overrides);
  const resolver = new Resolver(lookupBounds);
  const answering = w.dns.servers.filter((_, index) => answers[index]?.failure === undefined);
  resolver.setServers(answering.map(({ address }) => dns[address] ?? address));
  return Promise.all(
    names.slice(0, controllersTried).map(async (name): Promise<Controller> => {
      const [known] = await resolver.resolve4(name).catch(() => []);
      if (known === undefined) return { name, open: [] };
      // Who stands in for the DNS server at an address stands in for the controller there.
      const address = dns[known]?.split(':')[0] ?? known;
      const ports = [...joinPorts, ldapPorts.ldaps];
      const accepted = await Promise.all(ports.map((port) => accepts(address, port)));
      return { name, address, open: ports.filter((_, index) => accepted[index]) };
    }),
  );
}

async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectWithinMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
