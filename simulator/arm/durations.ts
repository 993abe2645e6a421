/** How long things take, in minutes of Azure. */
export interface Minutes {
  put: number;
  delete: number;
}

/**
 * Sources: gateway "30 to 45 minutes" (VPN Gateway FAQ; the lower end is kept so that a demo is no slower than
 * it must be). The others are usual observations; Microsoft publishes none.
 */
export const minutes = {
  networkSecurityGroup: { put: 0.1, delete: 0.2 },
  publicIPAddress: { put: 0.1, delete: 0.2 },
  natGateway: { put: 0.2, delete: 0.2 },
  virtualNetwork: { put: 0.1, delete: 0.2 },
  subnet: { put: 0.1, delete: 0.2 },
  networkInterface: { put: 0.05, delete: 0.2 },
  virtualNetworkGateway: { put: 30, delete: 10 },
  localNetworkGateway: { put: 0.2, delete: 0.2 },
  connection: { put: 1, delete: 1 },
  expressRouteCircuit: { put: 1, delete: 1 },
  virtualMachine: { put: 4, delete: 1 },
  extension: { put: 3, delete: 1 },
  /** What comes on top of the script itself: delivery to the agent and the report back ("at least 20 seconds", Run Command documentation). */
  runCommand: { put: 0.35, delete: 0.2 },
  disk: { put: 0.1, delete: 0.2 },
} as const satisfies Record<string, Minutes>;

/** What a machine's power actions take. */
export const powerMinutes = { start: 1, restart: 1, powerOff: 0.5, deallocate: 1 };

/** An update of something that is there takes no longer than this. */
export const longestUpdate = 2;

export const providerRegistration = 1;
export const resourceGroupDeletion = 2;

/** After that nobody can ask for an operation any more; Microsoft says only that it is kept for a time. */
export const operationKept = 7 * 24 * 60;

/** In seconds of Azure: what Retry-After says while an operation runs. */
export const pollEvery = 10;
