/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports */
/**
 * The heavy modules (Temporal, Azure, zod), loaded by the command that needs them, so that `--help` and `validate` answer at once.
 * `require` and not `import()`: it works alike as built and from source.
 */
export const lazy = {
  api: () => require('./index') as typeof import('./index'),
  connect: () => require('../temporal/connect') as typeof import('../temporal/connect'),
  vouch: () => require('./vouch') as typeof import('./vouch'),
  views: () => require('./views') as typeof import('./views'),
  load: () => require('../worksheet/load') as typeof import('../worksheet/load'),
  environment: () => require('../activities/environment') as typeof import('../activities/environment'),
  azure: () => require('../activities/azure/clients') as typeof import('../activities/azure/clients'),
  preflight: () =>
    require('../activities/preflight/makePlan') as typeof import('../activities/preflight/makePlan'),
  secrets: () => require('../activities/secrets') as typeof import('../activities/secrets'),
  vpnScript: () => require('../activities/azure/vpnScript') as typeof import('../activities/azure/vpnScript'),
  reportFiles: () => require('../activities/report') as typeof import('../activities/report'),
  init: () => require('./init') as typeof import('./init'),
  worker: () => require('../worker/main') as typeof import('../worker/main'),
  codecServer: () => require('./codecServer') as typeof import('./codecServer'),
  dev: () => require('./dev') as typeof import('./dev'),
  demo: () => require('./demo') as typeof import('./demo'),
};
