/**
 * How long things take outside of Azure Resource Manager, in minutes of Azure (those of resources: arm/durations.ts).
 * Where no source is named Microsoft publishes none, and the value is a usual observation.
 */
export const minutes = {
  /** From the last thing put right until the tunnel carries traffic: IKE negotiation and Azure's next look. */
  tunnelNegotiation: 1,
  /** The restart after the join, and until the machine has registered its A record. */
  reboot: 2,
  /** "By default every 30 minutes" (Entra Connect Sync: Scheduler). */
  cycleInterval: 30,
  initialCycle: 5,
  deltaCycle: 1,
  /** A script that only looks or sets something, on top of what Run Command itself takes. */
  script: 0.5,
  /** A script that failed on a download, and one that failed in the installer. */
  failedDownload: 1,
  failedInstallation: 2,
  installation: 4,
  /** A write to a user of the tenant: long enough for two at once to meet. */
  directoryWrite: 1 / 60,
  /** Until a change of the tenant shows in advanced queries and delta queries, and until a new user is there at all. */
  indexLag: 1 / 6,
  replicaLag: 1 / 20,
  /** How long a page's `$skiptoken` is good; a delta token: seven days (Graph, "Use delta query", token duration). */
  pageToken: 24 * 60,
  deltaToken: 7 * 24 * 60,
  /** Licensing by group: until the group's turn comes, and until all its members are done. */
  groupLicensingQueue: 1,
  groupLicensing: 2,
} as const;
