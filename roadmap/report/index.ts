export { buildReport } from './build';
export { renderHtml } from './page';
export type { Configuration, Report, ReportGate, ReportStep, Trust } from './types';
