import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { errors, jwtVerify } from 'jose';

/** Who may have signed a token, and whom it must be meant for. */
export interface TokenIssuer {
  /** As the tenant's OpenID configuration names it. */
  issuer: string;
  keys: JWTVerifyGetKey;
  tenantId: string;
  /** App registration; the audience of v2.0 tokens. */
  clientId: string;
}

/** What is used of a token; never the token itself. */
export interface TokenClaims {
  objectId: string;
  tokenId: string;
  /** Absent where the token does not name them: too many, or not configured. */
  groups?: string[];
}

/** The scope that the app registration exposes, and that people's tokens must carry. */
export const scopeName = 'decide';

/** Two machines' clocks may differ by so much; Entra's own libraries allow more. */
const clockTolerance = '60 seconds';

const needed = ['exp', 'nbf', 'iat', 'tid', 'oid', 'uti', 'scp'];

/**
 * Checks a v2.0 access token of Entra ID as Microsoft asks of an API (Microsoft identity platform, "Access tokens: validate tokens").
 * What is wrong with the token is refused; that the issuer's keys can't be had is thrown.
 */
export async function checkToken(
  token: string,
  { issuer, keys, tenantId, clientId }: TokenIssuer,
  scope = scopeName,
): Promise<{ claims: TokenClaims } | { refusal: string }> {
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ['RS256'],
      requiredClaims: needed,
      clockTolerance,
    }));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return { refusal };
  }
  const { tid, oid, uti, scp, idtyp, groups } = payload;
  if (tid !== tenantId) return { refusal: 'The token is of another tenant.' };
  if (idtyp === 'app') return { refusal: 'The token is of an application; a person must sign in.' };
  if (!String(scp).split(' ').includes(scope))
    return { refusal: `The token does not carry the scope ${scope}.` };
  if (typeof oid !== 'string' || typeof uti !== 'string')
    return { refusal: 'The token does not say who signed in.' };
  const named = Array.isArray(groups) ? groups.filter((one) => typeof one === 'string') : undefined;
  return { claims: { objectId: oid, tokenId: uti, ...(named ? { groups: named } : {}) } };
}

/** In words; undefined for what is no fault of the token's. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'The token has expired: sign in again.';
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'The token is not signed by the tenant.';
  const malformed = [errors.JOSEAlgNotAllowed, errors.JOSENotSupported, errors.JWSInvalid, errors.JWTInvalid];
  if (malformed.some((kind) => error instanceof kind)) return 'This is no token of Entra ID.';
  return undefined;
}

function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The token lacks the claim ${claim}.`;
  switch (claim) {
    case 'iss':
      return 'The token is by another issuer. An app registration must have requestedAccessTokenVersion 2.';
    case 'aud':
      return 'The token is meant for another application.';
    case 'nbf':
      return 'The token does not count yet: compare the clocks.';
    default:
      return `The claim ${claim} of the token is wrong.`;
  }
}
