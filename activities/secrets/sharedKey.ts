import { randomInt } from 'node:crypto';
import type { Worksheet } from '../../worksheet/schema';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Table V: 32 random letters and digits, about 190 bits. */
const length = 32;

/** From Node's cryptographic generator; each character is as likely as any other. */
export const makeSharedKey = (): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** What is put behind the connection's reference where nothing is there yet; undefined where the worksheet does not ask for it. */
export function sharedKeyMaker({ connection }: Worksheet): (() => string) | undefined {
  return connection.kind === 'vpn' && connection.generateSharedKey ? makeSharedKey : undefined;
}
