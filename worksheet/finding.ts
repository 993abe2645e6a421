import type { Worksheet } from './schema';

export type Severity = 'error' | 'warning';

/** One thing that is wrong with a worksheet, or unwise in it. Never holds the value of a secret field. */
export interface Finding {
  severity: Severity;
  /** e.g. `subnets.server.prefix` or `dns.servers[0].address`; empty when it concerns the file as a whole. */
  path: string;
  /** 1-based. */
  line?: number;
  column?: number;
  file?: string;
  problem: string;
  remedy: string;
  /** Name of the rule, as in docs/worksheet.md. */
  rule: string;
}

export type Path = (string | number)[];

/** A finding before it has a place in a file. `on: 'key'` points at the key and not at its value. */
export interface Found {
  severity: Severity;
  path: Path;
  on?: 'key';
  problem: string;
  remedy: string;
  rule: string;
}

/** What could be read of a worksheet: fields that are missing or wrong in themselves are undefined. */
export type Draft = DeepPartial<Worksheet>;
type DeepPartial<T> = T extends (infer Item)[]
  ? (DeepPartial<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

export type Check = (draft: Draft) => Found[];

type Saying = Omit<Found, 'severity'>;
export const error = (saying: Saying): Found => ({ severity: 'error', ...saying });
export const warning = (saying: Saying): Found => ({ severity: 'warning', ...saying });

export function toFinding({ severity, path, problem, remedy, rule }: Found): Finding {
  return { severity, path: pathText(path), problem, remedy, rule };
}

/** `dns.servers[0].address` */
function pathText(path: Path): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return text.replace(/^\./, '');
}

/** `examples/x.yaml:12:5 subnets.server.prefix: … — …`; a warning says that it is one. */
export function formatFinding(finding: Finding): string {
  const place = [finding.file, finding.line, finding.column].filter((part) => part !== undefined).join(':');
  const field = finding.path && `${finding.path}:`;
  const kind = finding.severity === 'warning' ? 'warning:' : '';
  const text = `${finding.problem} — ${finding.remedy}`;
  return [place, field, kind, text].filter(Boolean).join(' ');
}

/** Entries of a list with their index, without those that could not be read. */
export function entriesOf<T>(list: (T | undefined)[] | undefined): [number, T][] {
  return (list ?? []).flatMap((item, index): [number, T][] => (item === undefined ? [] : [[index, item]]));
}
