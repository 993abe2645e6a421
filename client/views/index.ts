export { useColor } from './color';
export { renderList, renderRemovals, renderUsers } from './list';
export { renderPlan } from './plan';
export { renderStatus } from './status';
