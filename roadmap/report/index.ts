export { buildReport } from './build';
export { renderHtml } from './page';
export type { Report } from './types';
