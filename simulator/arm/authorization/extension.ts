/** A resource of Microsoft.Authorization, which may be put on any scope. */
export interface Extension {
  /** Id of the subscription, resource group or resource that it is on; empty for the tenant. */
  scope: string;
  /** roleAssignments, locks … as the caller spells it. */
  type: string;
  name?: string;
}

const path = /^(.*)\/providers\/Microsoft\.Authorization\/([^/]+)(?:\/([^/]+))?\/?$/i;

/** Nothing when the path is about something else, the provider itself included. */
export function parseExtension(given: string): Extension | undefined {
  const [, scope, type, name] = path.exec(given) ?? [];
  if (scope === undefined || type === undefined) return undefined;
  const decoded = scope.split('/').map(decodeURIComponent).join('/');
  return { scope: decoded, type, ...(name ? { name: decodeURIComponent(name) } : {}) };
}
