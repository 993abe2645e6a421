/**
 * What the parts of the simulated enterprise know of each other. The simulator imports nothing of dirsync's:
 * it is reached by URL only, so that what works against it works against Azure by changing endpoints.
 */

/** Given as a JSON file (mode 0600: it holds the simulated passwords) or as an object in tests. */
export interface SimulatorOptions {
  /** State, certificates and journal are kept here; a restart in the same folder goes on where it was, on the same ports. */
  directory: string;
  /** Everything that takes time is divided by this, but the lifetime of tokens. 1 is as slow as Azure. */
  speed: number;
  /** Address to listen on; ports are free ones at the first start. */
  host?: string;
  /** A JSON file as `PUT /faults` takes it: faults that strike from the first request on. */
  faultsFile?: string;
  subscriptionId: string;
  tenant: {
    id: string;
    /** Verified domains, the first being the initial one. */
    domains: string[];
    skus: { skuPartNumber: string; skuId: string; enabled: number }[];
    /** Users of the cloud besides the administrators, and display names of the groups that they are in. */
    people?: { userPrincipalName: string; displayName: string; groups?: string[] }[];
  };
  /** App registrations that may sign in with client credentials. */
  applications: {
    clientId: string;
    clientSecret: string;
    displayName: string;
    /** Built-in Azure role at the subscription from the start: Contributor when left out, `none` for none. */
    role?: string;
    /** Application permissions of Microsoft Graph; when left out, those that docs/graph-permissions.md asks for. */
    permissions?: string[];
  }[];
  /** App registrations that people sign in to. */
  peopleApplications?: PeopleApplication[];
  site: {
    /** AD DS domain, e.g. corp.contoso.com, and its NetBIOS name. */
    domain: string;
    netbiosName: string;
    upnSuffix: string;
    /** Domain controllers, which are the DNS servers too. */
    domainControllers: { name: string; address: string }[];
    prefixes: string[];
    vpnDevice: { publicAddress: string };
    joinAccount: { name: string; password: string };
    /** How many people work here. */
    people: number;
    proxy?: { address: string };
  };
}

export interface PeopleApplication {
  clientId: string;
  displayName: string;
  /** That it exposes, all consented to. */
  scopes: string[];
  /** Whether tokens name the person's groups (`groupMembershipClaims`). */
  groupClaims?: boolean;
}

/** Where the simulator listens; printed as one JSON line when ready, and kept in `endpoints.json`. */
export interface SimulatorEndpoints {
  /** For AZURE_AUTHORITY_HOST. */
  authority: string;
  arm: string;
  graph: string;
  vault: string;
  /** The site staff's API. */
  site: string;
  /** Table D address → host:port of its UDP and TCP listener. */
  dns: Record<string, string>;
  /** PEM file of the throw-away certificate authority. */
  caFile: string;
}

/** Time as the simulated services see it. */
export interface Clock {
  /** Milliseconds since the epoch; real ones until the clock is stopped, stepped or given another speed. */
  now(): number;
  /** Milliseconds of `now` that `minutes` of Azure take here. */
  minutes(minutes: number): number;
  /** Retry-After in whole real seconds for what Azure would answer with `seconds`; at least 1. */
  retryAfter(seconds: number): number;
  /** Waits for so many minutes of Azure, in real time even while the clock is stopped: for answers that take their time. */
  pass(minutes: number): Promise<void>;
  set(settings: ClockSettings): void;
  /** Puts the clock forward, stopped or not. */
  step(minutes: number): void;
  view(): ClockView;
}

export interface ClockSettings {
  speed?: number;
  stopped?: boolean;
}

export interface ClockView {
  /** As the simulated services see it, in ISO 8601. */
  now: string;
  speed: number;
  stopped: boolean;
}

/** One line a request that reached a service, for proofs such as "one PUT of the gateway". */
export interface JournalEntry {
  at: string;
  service: 'authority' | 'arm' | 'graph' | 'vault' | 'site';
  method: string;
  /** Path and query; never a body, header or secret. */
  url: string;
  /** 0 where the client got no answer. */
  status: number;
  /** The fault that struck. */
  fault?: string;
  /** ARM: the actions that the request needs, granted or not, and where. */
  rights?: { action: string; scope: string }[];
}

export interface World<State = Record<string, unknown>> {
  options: SimulatorOptions;
  endpoints: SimulatorEndpoints;
  clock: Clock;
  /** One section a part: arm, vault, tenant, site, guests, clock, faults. Plain JSON. */
  state: State;
  /** To be called after each change of `state`; writes it to disk soon. */
  changed(): void;
  /** What happens at the site; set at start, before the first request. */
  site?: Site;
}

/** What ARM tells the site about a virtual machine (simulator/arm/facts.ts). */
export interface MachineFacts {
  id: string;
  computerName: string;
  privateAddress: string;
  /** Of the network interface, else of the virtual network, else Azure's own. */
  dnsServers: string[];
  addressSpace: string[];
  powerState: 'running' | 'deallocated' | 'stopped';
  /** The subnet has a NAT gateway with an address or implicit access, or the interface has a public address. */
  hasOutbound: boolean;
  memoryGiB: number;
  /** Connections of gateways in this machine's virtual network. */
  connections: TunnelEnd[];
}

/** What the Azure end of a connection offers (simulator/arm/facts.ts). */
export interface TunnelEnd {
  connectionId: string;
  kind: 'IPsec' | 'ExpressRoute';
  gatewayAddress: string;
  /** From the local network gateway. */
  deviceAddress: string;
  localPrefixes: string[];
  addressSpace: string[];
  sharedKey: string;
}

export type TunnelStatus = { status: 'Connected' | 'Connecting' | 'NotConnected'; reason: string };

export interface GuestRun {
  exitCode: number;
  output: string;
  error: string;
  /** How long it takes, in minutes of Azure. */
  minutes: number;
}

/** What the site offers ARM (simulator/site/): it alone decides what became true. */
export interface Site {
  tunnel(end: TunnelEnd): TunnelStatus;
  /** The JsonADDomainExtension; `code` is the Win32 error that its message carries. */
  joinDomain(
    machine: MachineFacts,
    settings: { Name: string; User: string; OUPath?: string; Options?: string },
    password: string,
  ): { joined: true } | { joined: false; code: number; message: string };
  /** A managed run command: recognised by the first line `# dirsync guest script: <name>`. */
  runScript(machine: MachineFacts, script: string, parameters: Record<string, string>): GuestRun;
  /** The machine was deleted. */
  forget(machineId: string): void;
  /** Brings about what became due, in Azure and at the site. */
  settle(): void;
}
