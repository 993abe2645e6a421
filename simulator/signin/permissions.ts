import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world';
import { audienceIn } from './bearer';
import { objectId } from './tokens';

/** What docs/graph-permissions.md asks an administrator to consent to. */
const usual = ['Organization.Read.All', 'User.ReadWrite.All', 'GroupMember.Read.All'];

/** Tokens for Graph are asked for by the simulated endpoint or, as the SDKs do by default, by the public cloud's. */
export const isGraph = (world: World, audience: string): boolean =>
  audienceIn(() => [world.endpoints.graph, 'https://graph.microsoft.com'])(audience);

/** Client id → consented to by the administrator since the start. */
function granted(world: World): Record<string, string[]> {
  return (world.state.permissions ??= {}) as Record<string, string[]>;
}

/** The application permissions of Microsoft Graph that are in the next token. */
export function permissionsOf(world: World, clientId: string): string[] {
  const application = world.options.applications.find((one) => one.clientId === clientId);
  return granted(world)[clientId] ?? application?.permissions ?? usual;
}

const change = z.strictObject({ permissions: z.array(z.string().min(1)) });

/** What the tenant's administrator sees and consents to, under App registrations. */
export function registerApplications(app: FastifyInstance, world: World): void {
  const { applications, tenant } = world.options;
  const view = ({ clientId, displayName }: (typeof applications)[number]) => ({
    clientId,
    displayName,
    /** Of its service principal: what a role assignment names. */
    objectId: objectId(tenant.id, clientId),
    permissions: permissionsOf(world, clientId),
  });
  app.get('/tenant/applications', async () => applications.map(view));
  app.put<{ Params: { clientId: string } }>(
    '/tenant/applications/:clientId/permissions',
    async (request, reply) => {
      const application = applications.find(({ clientId }) => clientId === request.params.clientId);
      const refuse = (status: number, code: string, message: string) =>
        reply.code(status).send({ error: { code, message } });
      if (!application) return refuse(404, 'NotFound', 'The tenant has no such application.');
      const parsed = change.safeParse(request.body);
      if (!parsed.success) return refuse(400, 'InvalidRequest', z.prettifyError(parsed.error));
      granted(world)[application.clientId] = parsed.data.permissions;
      world.changed();
      return view(application);
    },
  );
}
