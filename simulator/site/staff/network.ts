import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../../world';
import { digest } from '../digest';
import { normalPrefix } from '../prefixes';
import { siteState } from '../state';
import { notThere, valid } from './requests';

const vpnDevice = z.strictObject({ peer: z.ipv4(), sharedKey: z.string().min(1).max(128) });
const firewall = z.strictObject({ open: z.boolean() });
const expressRoute = z.strictObject({ provisioned: z.boolean() });
const route = z.strictObject({
  prefix: z.string().transform((given, context) => {
    const prefix = normalPrefix(given);
    if (prefix !== undefined) return prefix;
    context.addIssue(`'${given}' is not an IPv4 prefix such as 10.24.64.0/20`);
    return z.NEVER;
  }),
});

/** What the network administrator does. */
export function registerNetwork(app: FastifyInstance, world: World): void {
  const { clock } = world;

  app.put('/site/vpn-device', async (request) => {
    const { peer, sharedKey } = valid(vpnDevice, request.body);
    const device = siteState(world).vpnDevice;
    const keyDigest = digest(sharedKey);
    if (device.peer !== peer || device.keyDigest !== keyDigest) {
      siteState(world).vpnDevice = { peer, keyDigest, since: clock.now() };
      world.changed();
    }
    return { peer, keyConfigured: true };
  });
  app.delete('/site/vpn-device', async (_request, reply) => {
    siteState(world).vpnDevice = { since: clock.now() };
    world.changed();
    return reply.code(204).send();
  });

  app.put('/site/firewall', async (request) => {
    const { open } = valid(firewall, request.body);
    const state = siteState(world);
    if (state.firewall.open !== open) state.firewall = { open, since: clock.now() };
    world.changed();
    return { open };
  });

  app.put('/site/expressroute', async (request) => {
    const { provisioned } = valid(expressRoute, request.body);
    const state = siteState(world);
    if (state.expressRoute.provisioned !== provisioned)
      state.expressRoute = { provisioned, since: clock.now() };
    world.changed();
    return { provisioned };
  });

  app.put('/site/routes', async (request) => {
    const { prefix } = valid(route, request.body);
    const { routes } = siteState(world);
    if (!routes.some((other) => other.prefix === prefix)) routes.push({ prefix, since: clock.now() });
    world.changed();
    return { routes: routes.map((other) => other.prefix) };
  });
  app.delete('/site/routes', async (request) => {
    const { prefix } = valid(route, request.body);
    const state = siteState(world);
    if (!state.routes.some((other) => other.prefix === prefix)) throw notThere(`route to ${prefix}`);
    state.routes = state.routes.filter((other) => other.prefix !== prefix);
    world.changed();
    return { routes: state.routes.map((other) => other.prefix) };
  });

  app.put('/site/links', async (request) => {
    const { prefix } = valid(route, request.body);
    const { links } = siteState(world);
    if (!links.includes(prefix)) links.push(prefix);
    world.changed();
    return { links };
  });
  app.delete('/site/links', async (request) => {
    const { prefix } = valid(route, request.body);
    const state = siteState(world);
    if (!state.links.includes(prefix)) throw notThere(`link to ${prefix}`);
    state.links = state.links.filter((other) => other !== prefix);
    world.changed();
    return { links: state.links };
  });
}
