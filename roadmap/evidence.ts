import type { Evidence } from './progress';
import { moment } from './words';

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Evidence as people read it: `privateAddress: '10.0.0.4'` becomes `['private address', '10.0.0.4']`. */
export function evidenceWords(evidence: Evidence): [name: string, value: string][] {
  return Object.entries(evidence)
    .filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [nameInWords(name), valueInWords(value)]);
}

/** Capitals that stand together stay an abbreviation (`vmSKU`), else begin a new word; GiB stays a unit. */
function nameInWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/\bgi B\b/, 'GiB');
}

function valueInWords(value: Evidence[string]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'string' && isoTime.test(value)) return moment(value);
  return String(value);
}
