import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { tenantState } from '../../graph/state';
import type { World } from '../../world';
import { skusView } from '../view';
import { notThere, valid } from './requests';

const units = z.int().min(0).optional();
const seats = z
  .strictObject({ enabled: units, warning: units, suspended: units, lockedOut: units })
  .refine(
    (body) => Object.keys(body).length > 0,
    'one of enabled, warning, suspended and lockedOut is needed',
  );

/** What is bought and set in the tenant by its administrator. */
export function registerTenant(app: FastifyInstance, world: World): void {
  app.put<{ Params: { skuPartNumber: string } }>('/tenant/skus/:skuPartNumber', async (request) => {
    const { skuPartNumber } = request.params;
    const bought = valid(seats, request.body);
    const sku = tenantState(world).skus.find((other) => other.skuPartNumber === skuPartNumber);
    if (!sku) throw notThere(`subscription ${skuPartNumber} in its tenant`);
    Object.assign(sku, bought);
    world.changed();
    return skusView(world).find((view) => view.skuPartNumber === skuPartNumber);
  });
}
