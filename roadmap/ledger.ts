import type { ResourceKind } from './resources';

/** `found`: was there already, or an earlier run of the deployment made it, which that run's ledger says. */
export type Origin = 'created' | 'adopted' | 'found';

export interface LedgerEntry {
  kind: ResourceKind;
  /** ARM id. */
  id: string;
  origin: Origin;
}

/** What a deployment made, took over and found in Azure; what the teardown goes by, together with the tags. */
export type Ledger = LedgerEntry[];

export const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** What was created or adopted stays so when it is found again; the newer of the two counts. */
export function entered(ledger: Ledger, entry: LedgerEntry): Ledger {
  const known = ledger.some(({ id }) => sameId(id, entry.id));
  if (!known) return [...ledger, entry];
  if (entry.origin === 'found') return ledger;
  return ledger.map((one) => (sameId(one.id, entry.id) ? entry : one));
}

/** What one run of a deployment, or of its teardown, did. */
export interface RunRecord {
  ledger: Ledger;
  /** ARM ids of what a teardown removed or found gone. */
  removed: string[];
}

/** The ledger over all runs of a deployment, oldest first. */
export function ledgerOverRuns(runs: RunRecord[]): Ledger {
  return runs.reduce<Ledger>(
    (ledger, run) =>
      run.ledger.reduce(entered, ledger).filter((entry) => !run.removed.some((id) => sameId(id, entry.id))),
    [],
  );
}
