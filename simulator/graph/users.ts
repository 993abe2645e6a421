import type { LicenseDetails } from '@microsoft/microsoft-graph-types';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import countries from 'i18n-iso-countries';
import { guidFor } from '../site/people';
import { minutes } from '../site/durations';
import type { World } from '../world';
import { changing } from './changes';
import { userToGraph } from './entities';
import { GraphError, badRequest, notFound } from './errors';
import { assignLicense } from './licensing/assign';
import { reprocessUser } from './licensing/groups';
import { held } from './licensing/held';
import { context, count, page, single } from './odata/collections';
import { optionsOf, project } from './odata/options';
import { replicated, seenUsers } from './replicas';
import { tenantState, type TenantUser } from './state';
import { licenseDetailsType } from './types/directory';
import { userType } from './types/user';

type OneUser = { Params: { user: string } };

export function registerUsers(app: FastifyInstance, world: World): void {
  const exclusively = oneWriteAtATime(world);
  const all = (request: FastifyRequest) => seenUsers(world, request).map((user) => userToGraph(world, user));
  const written = (user: TenantUser) => ({
    '@odata.context': context(world, 'users/$entity'),
    ...project(userToGraph(world, user), userType, undefined),
  });

  app.get('/v1.0/users', async (request) => page(world, request, 'users', all(request), userType));
  app.get('/v1.0/users/$count', async (request, reply) =>
    reply.type('text/plain').send(count(request, all(request), userType)),
  );
  app.get<OneUser>('/v1.0/users/:user', async (request) =>
    single(world, request, 'users', userToGraph(world, findUser(world, request.params.user)), userType),
  );
  app.get<OneUser>('/v1.0/users/:user/licenseDetails', async (request) => {
    const user = findUser(world, request.params.user);
    const { $select } = optionsOf(request, ['$select']);
    return {
      '@odata.context': context(world, `users('${user.id}')/licenseDetails`),
      value: licenceDetails(world, user).map((one) => project({ ...one }, licenseDetailsType, $select)),
    };
  });
  app.patch<OneUser>('/v1.0/users/:user', async (request, reply) => {
    const user = findUser(world, request.params.user);
    const usageLocation = wantedLocation(request, user);
    await exclusively(user, () => changing(world, 'users', user, () => (user.usageLocation = usageLocation)));
    return reply.code(204).send();
  });
  app.post<OneUser>('/v1.0/users/:user/assignLicense', async (request) => {
    const user = findUser(world, request.params.user);
    await exclusively(user, () => assignLicense(world, user, request.body));
    return written(user);
  });
  app.post<OneUser>('/v1.0/users/:user/reprocessLicenseAssignment', async (request) => {
    const user = findUser(world, request.params.user);
    await exclusively(user, () => reprocessUser(world, user));
    return written(user);
  });
}

/** Only one write at a time succeeds on a user; another one meets a conflict. */
function oneWriteAtATime(world: World) {
  const busy = new Set<string>();
  return async (user: TenantUser, write: () => void) => {
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
}

export function findUser(world: World, key: string): TenantUser {
  const wanted = key.toLowerCase();
  const user = replicated(world, 'users', tenantState(world).users).find(
    ({ id, userPrincipalName }) => id === wanted || userPrincipalName.toLowerCase() === wanted,
  );
  if (!user) throw notFound(key);
  return user;
}

function licenceDetails(world: World, user: TenantUser): LicenseDetails[] {
  const { skus } = tenantState(world);
  return held(user).map(({ skuId, disabledPlans }) => {
    const sku = skus.find((other) => other.skuId === skuId);
    return {
      id: guidFor(`licence/${user.id}/${skuId}`),
      skuId,
      skuPartNumber: sku?.skuPartNumber,
      servicePlans: sku?.servicePlans.map((plan) => ({
        ...plan,
        provisioningStatus: disabledPlans.includes(plan.servicePlanId) ? 'Disabled' : 'Success',
      })),
    };
  });
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
