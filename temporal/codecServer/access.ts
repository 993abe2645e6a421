import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Says why a bearer token does not count; undefined where it does. Fails where that can't be found out. */
export type TokenCheck = (token: string) => Promise<string | undefined>;

/** One token for all, compared in a time that tells nothing of how much of it was right. */
export function sharedToken(expected: string): TokenCheck {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const wanted = digest(expected);
  return async (token) =>
    timingSafeEqual(digest(token), wanted) ? undefined : 'The token is not the right one.';
}

/** A working day: then the browser has to show the token again. */
const sessionMs = 10 * 60 * 60 * 1000;
const cookieName = 'dirsync-codec';

/** Browsers that have shown the token. The Temporal UI can send cookies, and no header of a user's own. */
export class Sessions {
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly secure: boolean,
    private readonly now: () => number = Date.now,
  ) {}

  /** Value of Set-Cookie: no script reads it, and no other site makes a browser send it. */
  open(): string {
    for (const [id, end] of this.ends) if (end <= this.now()) this.ends.delete(id);
    const id = randomBytes(32).toString('base64url');
    this.ends.set(id, this.now() + sessionMs);
    const attributes = ['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${sessionMs / 1000}`];
    return [`${cookieName}=${id}`, ...attributes, ...(this.secure ? ['Secure'] : [])].join('; ');
  }

  knows(cookies: string | undefined): boolean {
    const id = new RegExp(`(?:^|; *)${cookieName}=([^;]+)`).exec(cookies ?? '')?.[1];
    return (this.ends.get(id ?? '') ?? 0) > this.now();
  }
}

export const bearerIn = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
