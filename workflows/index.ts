export { deployDirectorySync } from './deployDirectorySync';
export { assignLicences } from './licences';
