export { registerFaults } from './api';
export { readFaults } from './file';
export { injectFaults } from './inject';
