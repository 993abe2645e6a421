import type { Path } from './finding';

/** The fields that hold a reference to a secret. Whatever stands there instead is never shown. */
const secretFields: readonly string[] = [
  'connection.sharedKey',
  'connection.authorizationKey',
  'server.administrator.password',
  'domain.joinPassword',
  'notify.webhook',
];

export function isSecretField(path: Path): boolean {
  return secretFields.includes(path.join('.'));
}
