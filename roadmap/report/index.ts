export { buildReport } from './build';
export { renderHtml } from './page';
export { buildTeardownReport } from './teardownReport';
export { renderTeardownHtml } from './teardownPage';
export type { Report, TeardownReport } from './types';
