export { useColor } from './color';
export { renderList, renderUsers } from './list';
export { renderPlan } from './plan';
export { renderStatus } from './status';
