import type { Rule } from './rule';

const noCredential =
  'Give the worker a credential (AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, a managed identity, or `az login`), then retry.';

const expired =
  "It is tried again by itself with a new token; if it goes on, compare the worker's clock with the time of day.";

/** Sign-in (Microsoft Entra "AADSTS error codes", @azure/identity) and the network below everything. */
export const signInRules: Rule[] = [
  {
    code: 'SignInExpired',
    codes: ['ExpiredAuthenticationToken'],
    remedy: expired,
  },
  {
    // Graph has one code for every token that it does not take.
    code: 'SignInExpired',
    codes: ['InvalidAuthenticationToken'],
    text: /expired|lifetime validation failed/i,
    remedy: expired,
  },
  {
    code: 'AuthenticationFailed',
    codes: [
      'AADSTS7000215',
      'AADSTS7000222',
      'AADSTS700016',
      'AADSTS90002',
      'AADSTS7000112',
      'AADSTS50034',
      'AADSTS700027',
      'AADSTS7000229',
      'invalid_client',
      'unauthorized_client',
      'InvalidAuthenticationToken',
      'InvalidAuthenticationTokenTenant',
      'AuthenticationFailed',
    ],
    remedy:
      'Check tenant, client id and client secret (expired?) of the worker in Entra ID, App registrations, then retry.',
  },
  {
    code: 'ServiceUnavailable',
    codes: ['AADSTS90033', 'AADSTS50196', 'temporarily_unavailable', 'AADSTS90012'],
    remedy: 'Sign-in is temporarily not available; it is tried again by itself.',
  },
  {
    // Every credential of the chain was unavailable; that one of them looked for a metadata service in vain is no network fault.
    code: 'AuthenticationFailed',
    codes: ['AggregateAuthenticationError'],
    remedy: noCredential,
  },
  {
    code: 'NetworkFailure',
    codes: ['endpoints_resolution_error'],
    remedy:
      'The sign-in service could not be reached, or does not know the tenant: check azure.tenantId and AZURE_AUTHORITY_HOST, ' +
      'and proxy and firewall of the worker.',
  },
  {
    code: 'NetworkFailure',
    codes: [
      'ECONNREFUSED',
      'ECONNRESET',
      'ECONNABORTED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ETIMEDOUT',
      'EPIPE',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'REQUEST_SEND_ERROR',
      'UND_ERR_CONNECT_TIMEOUT',
      'UND_ERR_HEADERS_TIMEOUT',
      'UND_ERR_BODY_TIMEOUT',
      'UND_ERR_SOCKET',
      'network_error',
    ],
    remedy:
      'The service could not be reached from the worker; check name resolution, proxy and firewall there.',
  },
  {
    code: 'NetworkFailure',
    codes: ['PARSE_ERROR'],
    remedy:
      'What came was not the whole answer of the service: check proxy and firewall of the worker if it goes on.',
  },
  {
    code: 'AuthenticationFailed',
    codes: ['CredentialUnavailableError', 'AuthenticationRequiredError'],
    remedy: noCredential,
  },
  {
    code: 'AuthenticationFailed',
    codes: ['AuthenticationError'],
    remedy: 'Check tenant, client id and credential of the worker in Entra ID, then retry.',
  },
];
