import type { FastifyInstance } from 'fastify';
import type { Site, World } from '../world';
import { azureFacts } from './azure';
import { siteOver } from './site';
import { staffOver } from './staff';

export { defaultInstaller } from './state';

/** What the site says to Azure. */
export function createSite(world: World): Site {
  return siteOver(world, azureFacts(world));
}

/** The staff's API. */
export function registerSite(app: FastifyInstance, world: World): void {
  staffOver(app, world, azureFacts(world));
}
