import type { Evidence, Progress } from './progress';
import { stepOf } from './progress';

export interface Addresses {
  /** Public address of the virtual network gateway. */
  gatewayAddress?: string;
  /** Private address of the server's network interface. */
  serverAddress?: string;
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The addresses that Azure gave, as the steps' evidence has them; absent until their step is done. */
export function addressesOf(progress: Progress): Addresses {
  return {
    gatewayAddress:
      addressIn(stepOf(progress, 'gateway-address').evidence) ??
      addressIn(stepOf(progress, 'gateway').evidence),
    serverAddress: addressIn(stepOf(progress, 'network-interface').evidence),
  };
}

function addressIn(evidence: Evidence): string | undefined {
  const named = Object.entries(evidence).filter(([name]) => /address/i.test(name));
  const values = named.map(([, value]) => value).filter((value) => typeof value === 'string');
  return values.find((value) => ipv4.test(value));
}
