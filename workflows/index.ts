export { deployDirectorySync } from './deployDirectorySync';
export { teardown } from './teardown';
export { assignLicences } from './licences';
