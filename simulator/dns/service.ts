import { decode, encode, type DecodedPacket } from 'dns-packet';
import type { Facts } from '../site/facts';
import { settle } from '../site/settle';
import { siteState } from '../site/state';
import type { World } from '../world';
import { answer } from './answer';
import { listenDns } from './listener';

export interface DnsService {
  /** By the controller's address: host:port of its listener. */
  dns: Record<string, string>;
  stop(): Promise<void>;
}

export async function dnsOver(world: World, facts: Facts): Promise<DnsService> {
  const host = world.options.host ?? '127.0.0.1';
  const dns: Record<string, string> = {};
  const running: (() => Promise<void>)[] = [];
  const stop = async () => void (await Promise.all(running.map((end) => end())));
  try {
    for (const { address } of world.options.site.domainControllers) {
      const remembered = world.endpoints.dns[address]?.split(':').pop();
      const port = remembered === undefined ? undefined : Number(remembered);
      const listener = await listenDns(host, port, (query) => respond(world, facts, address, query));
      running.push(listener.stop);
      dns[address] = `${host}:${listener.port}`;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { dns, stop };
}

function respond(world: World, facts: Facts, address: string, message: Buffer): Buffer | undefined {
  if (siteState(world).dns.silent.includes(address)) return undefined;
  let query: DecodedPacket;
  try {
    query = decode(message);
  } catch {
    // What is not a DNS message gets no answer, as from a real server.
    return undefined;
  }
  if (query.type !== 'query') return undefined;
  settle(world, facts);
  return encode(answer(world, query));
}
