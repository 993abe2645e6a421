import type { Draft, Found, Path } from '../finding';
import { error } from '../finding';

/** One of the fifty is the deployment's own. */
const most = 49;

/** "Use tags to organize your Azure resources", Microsoft Learn: fifty a resource, 512 and 256 characters, no <>%&\?/. */
export function checkTags({ azure }: Draft): Found[] {
  const tags = Object.entries(azure?.tags ?? {});
  const path: Path = ['azure', 'tags'];
  const found = tags.flatMap(([name, value]) => tagFindings([...path, name], name, value ?? ''));
  if (tags.length <= most) return found;
  const remedy = `Keep ${most}: Azure takes fifty, and one is the deployment's own.`;
  return [...found, error({ path, rule: 'tags', problem: `${tags.length} tags are too many`, remedy })];
}

function tagFindings(path: Path, name: string, value: string): Found[] {
  const saying = { path, rule: 'tags' };
  if (/[<>%&\\?/]/.test(name)) {
    return [
      error({
        ...saying,
        on: 'key',
        problem: `"${name}" has a character that Azure refuses`,
        remedy: 'Leave out <, >, %, &, \\, ? and /.',
      }),
    ];
  }
  if (/^(microsoft|azure|windows|dirsync-deployment$)/i.test(name)) {
    return [
      error({
        ...saying,
        on: 'key',
        problem: `"${name}" is reserved`,
        remedy: 'Choose a name that begins otherwise.',
      }),
    ];
  }
  if (name.length > 512 || name.length === 0) {
    return [
      error({
        ...saying,
        on: 'key',
        problem: 'the name is empty or too long',
        remedy: 'Use 1-512 characters.',
      }),
    ];
  }
  if (value.length > 256) {
    return [
      error({ ...saying, problem: `the value has ${value.length} characters`, remedy: 'Use at most 256.' }),
    ];
  }
  return [];
}
