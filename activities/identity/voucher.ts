import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Statement, Vouched } from '../../roadmap/vouching';

/** Long enough for a slow network between the service and the workflow. */
const lifetime = '2 minutes';
const issuer = 'dirsync';
const typ = 'dirsync-voucher+jwt';
export const voucherKeyBytes = 32;

/** A statement, signed by a key that the workers have and nobody else (docs/decisions/0010). */
export function sealVoucher(statement: Statement, key: Uint8Array): Promise<string> {
  return new SignJWT({ statement })
    .setProtectedHeader({ alg: 'HS256', typ })
    .setIssuer(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(key);
}

export async function unsealVoucher(
  voucher: string,
  key: Uint8Array,
): Promise<{ vouched: Vouched } | { refusal: string }> {
  try {
    const { payload } = await jwtVerify(voucher, key, {
      issuer,
      typ,
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'jti', 'statement'],
    });
    return { vouched: { ...(payload.statement as Statement), id: payload.jti! } };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return {
      refusal:
        error instanceof errors.JWTExpired
          ? 'The voucher came too late: it counts for 2 minutes.'
          : 'The voucher is not by a worker of this deployment.',
    };
  }
}
