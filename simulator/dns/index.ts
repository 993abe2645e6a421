import { azureFacts } from '../site/azure';
import type { World } from '../world';
import { dnsOver, type DnsService } from './service';

/** One listener, UDP and TCP, for each domain controller. */
export function startDns(world: World): Promise<DnsService> {
  return dnsOver(world, azureFacts(world));
}
