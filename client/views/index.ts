export { useColor } from './color';
export type { DeploymentRow } from './list';
export { renderList, renderUsers } from './list';
export { renderPlan } from './plan';
export type { StatusView } from './status';
export { renderStatus } from './status';
export { renderWaiting } from './waiting';
