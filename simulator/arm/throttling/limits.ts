import type { Limit } from './bucket';

/** Reads, writes (POST too) and deletes of one subscription and principal ("Understand how Azure Resource Manager throttles requests"). */
export type Operation = 'reads' | 'writes' | 'deletes';
export const subscriptionLimits: Record<Operation, Limit> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};
/** All principals of the subscription together have fifteen times as much (same page). */
export const allPrincipals = 15;

/** Microsoft.Network: so many in five minutes (same page, before 2024). */
export const networkLimits: Record<'reads' | 'writes', Limit> = {
  reads: { size: 10_000, perSecond: 10_000 / 300 },
  writes: { size: 1_000, perSecond: 1_000 / 300 },
};

const perMinute = (refill: number, size: number): Limit => ({ size, perSecond: refill / 60 });

/** "Compute throttling limits": what one machine, and what a subscription in a region, may be asked in a minute. */
export const computeLimits = {
  PutVM: { resource: perMinute(4, 12), subscription: perMinute(500, 1500) },
  UpdateVM: { resource: perMinute(4, 12), subscription: perMinute(500, 1500) },
  DeleteVM: { resource: perMinute(4, 12), subscription: perMinute(500, 1500) },
  LowCostGet: { resource: perMinute(12, 36), subscription: perMinute(8000, 24_000) },
  HighCostGet: { subscription: perMinute(300, 900) },
  GetOperation: { resource: perMinute(15, 45), subscription: perMinute(5000, 15_000) },
} satisfies Record<string, { resource?: Limit; subscription: Limit }>;
export type ComputePolicy = keyof typeof computeLimits;
