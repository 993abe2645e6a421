/** What was spent of a limit, as of a time in milliseconds of the clock. */
export interface Bucket {
  spent: number;
  at: number;
}

export interface Limit {
  units: number;
  /** In milliseconds of the clock. */
  within: number;
}

export interface Spending {
  bucket: Bucket;
  /** Share of the limit with this request; above 1 it is refused. */
  share: number;
  /** Milliseconds of the clock until there is room for it; 0 where there is. */
  wait: number;
}

/** A token bucket, which fills evenly. A refused request costs nothing ("only the requests exceeding the limits will be throttled"). Pure. */
export function spend({ spent, at }: Bucket, { units, within }: Limit, cost: number, now: number): Spending {
  const left = Math.max(0, spent - ((now - at) * units) / within);
  const after = left + cost;
  return {
    bucket: { spent: after > units ? left : after, at: now },
    share: after / units,
    wait: after > units ? ((after - units) * within) / units : 0,
  };
}
