import type { FastifyInstance, FastifyRequest } from 'fastify';
import countries from 'i18n-iso-countries';
import { minutes } from '../site/durations';
import type { World } from '../world';
import { GraphError, badRequest, notFound } from './errors';
import { assignLicense } from './licences';
import { context, count, page, single } from './odata/collections';
import type { Item } from './odata/operand';
import { project } from './odata/options';
import { tenantState, type TenantUser } from './state';
import { userType } from './types/user';

type OneUser = { Params: { user: string } };

export function registerUsers(app: FastifyInstance, world: World): void {
  /** Users that are being written to; only one write at a time succeeds. */
  const busy = new Set<string>();
  const exclusively = async (user: TenantUser, write: () => void) => {
    if (busy.has(user.id)) {
      throw new GraphError(
        409,
        'Directory_ConcurrencyViolation',
        'Another operation on this object is in progress. Try again.',
      );
    }
    busy.add(user.id);
    try {
      await world.clock.pass(minutes.directoryWrite);
      write();
    } finally {
      busy.delete(user.id);
    }
  };
  const all = () => tenantState(world).users.map(toGraph);

  app.get('/v1.0/users', async (request) => page(world, request, 'users', all(), userType));
  app.get('/v1.0/users/$count', async (request, reply) =>
    reply.type('text/plain').send(count(request, all(), userType)),
  );
  app.get<OneUser>('/v1.0/users/:user', async (request) =>
    single(world, request, 'users', toGraph(findUser(world, request.params.user)), userType),
  );
  app.patch<OneUser>('/v1.0/users/:user', async (request, reply) => {
    const user = findUser(world, request.params.user);
    const usageLocation = wantedLocation(request, user);
    await exclusively(user, () => {
      user.usageLocation = usageLocation;
      world.changed();
    });
    return reply.code(204).send();
  });
  app.post<OneUser>('/v1.0/users/:user/assignLicense', async (request) => {
    const user = findUser(world, request.params.user);
    await exclusively(user, () => assignLicense(world, user, request.body));
    return {
      '@odata.context': context(world, 'users/$entity'),
      ...project(toGraph(user), userType, undefined),
    };
  });
}

export function findUser(world: World, key: string): TenantUser {
  const wanted = key.toLowerCase();
  const user = tenantState(world).users.find(
    ({ id, userPrincipalName }) => id === wanted || userPrincipalName.toLowerCase() === wanted,
  );
  if (!user) throw notFound(key);
  return user;
}

/** The simulated tenant lets only the usage location be changed; the rest of a synchronised user is mastered on-premises. */
function wantedLocation(request: FastifyRequest, user: TenantUser): string | null {
  const body = request.body;
  if (typeof body !== 'object' || body === null) throw badRequest('Empty Payload. JSON content expected.');
  // The SDKs name the type of what they send.
  const names = Object.keys(body).filter((name) => !name.startsWith('@odata.'));
  const other = names.find((name) => name !== 'usageLocation');
  if (other !== undefined && user.onPremisesSyncEnabled) {
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects ' +
        'or objects currently undergoing migration.',
    );
  }
  if (other !== undefined || !('usageLocation' in body)) {
    throw badRequest(
      `The simulated Graph changes no property but usageLocation (found '${other ?? 'nothing'}').`,
    );
  }
  const { usageLocation } = body;
  const clearable = usageLocation === null && user.assignedLicenses.length === 0;
  if (clearable) return null;
  if (
    typeof usageLocation !== 'string' ||
    !Object.hasOwn(countries.getAlpha2Codes(), usageLocation.toUpperCase())
  ) {
    throw badRequest("Invalid value specified for property 'usageLocation' of resource 'User'.");
  }
  return usageLocation.toUpperCase();
}

export function toGraph(user: TenantUser): Item {
  return {
    businessPhones: [],
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    ...user,
    proxyAddresses: user.mail === null ? [] : [`SMTP:${user.mail}`],
    licenseAssignmentStates: user.assignedLicenses.map(({ skuId, disabledPlans }) => ({
      skuId,
      disabledPlans,
      assignedByGroup: null,
      state: 'Active',
      error: 'None',
    })),
  };
}
