/** A token bucket: holds `size` requests, and gets `perSecond` back, in seconds of Azure. */
export interface Limit {
  size: number;
  perSecond: number;
}

export interface Bucket {
  tokens: number;
  /** When they were counted, in seconds of Azure. */
  at: number;
}

export interface Taken {
  bucket: Bucket;
  /** Whole requests that are left; -1 where there was none for this one. */
  remaining: number;
  /** Seconds of Azure until there is one again; 0 where this one went through. */
  retryAfter: number;
}

export function take(limit: Limit, before: Bucket | undefined, now: number): Taken {
  const refilled = before ? before.tokens + Math.max(0, now - before.at) * limit.perSecond : limit.size;
  const tokens = Math.min(limit.size, refilled);
  if (tokens < 1) {
    const retryAfter = Math.ceil((1 - tokens) / limit.perSecond);
    return { bucket: { tokens, at: now }, remaining: -1, retryAfter };
  }
  return { bucket: { tokens: tokens - 1, at: now }, remaining: Math.floor(tokens - 1), retryAfter: 0 };
}
