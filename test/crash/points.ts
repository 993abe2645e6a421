/** A moment at which the worker dies: a request that never comes to its answer holds it there until it is killed. */
export interface Point {
  activity: string;
  method: string;
  /** Of the simulator's faults: `*` stands for anything. */
  path: string;
  service: 'arm' | 'graph';
}

const resource = (name: string): Point => ({
  activity: `beginResource ${name}`,
  method: 'PUT',
  path: `*/${name}`,
  service: 'arm',
});

const script = (name: string): Point => ({
  activity: `beginGuestScript ${name}`,
  method: 'PUT',
  path: `*/runCommands/dirsync-${name}-*`,
  service: 'arm',
});

/** Every activity that changes something, by the request that changes it, for a deployment of this name. */
export const writePoints = (name: string, group: string, network: string, server: string): Point[] => [
  resource(group),
  resource(`nsg-${name}`),
  resource(`pip-nat-${name}`),
  resource(`ng-${name}`),
  resource(network),
  resource(`pip-vgw-${name}`),
  resource(`vgw-${name}`),
  resource(`lgw-${name}`),
  resource(`con-${name}`),
  resource(`nic-${name}`),
  resource(server),
  resource('join-domain'),
  script('verify-membership'),
  script('verify-prerequisites'),
  script('install-entra-connect'),
  script('verify-synchronisation'),
  { activity: 'assignLicencePage', method: 'POST', path: '*/$batch', service: 'graph' },
];

export const whens = ['before', 'after'] as const;

/** The fault plan for some points: each holds its request once, before and after the service took it. */
export function faultsFor(points: Point[]): { faults: object[] } {
  return {
    faults: points.flatMap(({ activity, method, path, service }, index) =>
      whens.map((where) => ({
        name: `${where}-${index}-${activity.split(' ')[0]}`,
        what: { service, method, path },
        where,
        how: { kind: 'hang' },
        times: 1,
      })),
    ),
  };
}
