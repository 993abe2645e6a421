/** A request's path, taken apart; names keep the caller's spelling. */
export interface Target {
  subscriptionId?: string;
  resourceGroup?: string;
  /** Namespace, e.g. Microsoft.Network. */
  provider?: string;
  /** What follows the namespace: type, name, child type, child name … An odd number of them is a collection or an action. */
  segments: string[];
}

/** `/subscriptions/{id}/resourceGroups/{name}/providers/{namespace}/…`; the fixed words in any case. */
export function parsePath(path: string): Target {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const target: Target = { segments: [] };
  if (parts[0]?.toLowerCase() === 'subscriptions') {
    parts.shift();
    target.subscriptionId = parts.shift();
  }
  if (parts[0]?.toLowerCase() === 'resourcegroups' && target.subscriptionId && parts.length > 1) {
    parts.shift();
    target.resourceGroup = parts.shift();
  }
  if (parts[0]?.toLowerCase() === 'providers' && parts.length > 1) {
    parts.shift();
    target.provider = parts.shift();
  }
  return { ...target, segments: parts };
}

export interface ParsedId {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

export function parseId(id: string): ParsedId | undefined {
  const { subscriptionId, resourceGroup, segments } = parsePath(id);
  const name = segments.at(-1);
  return subscriptionId && resourceGroup && name ? { subscriptionId, resourceGroup, name } : undefined;
}

/** The id of the resource that a child belongs to. */
export const parentId = (id: string): string => id.split('/').slice(0, -2).join('/');
export const lastName = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
