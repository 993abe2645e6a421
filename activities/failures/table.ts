import type { ProblemCode } from '../../roadmap/problems';
import type { ServiceError } from './describe';
import { joinHint } from './domainJoin';

export interface Rule {
  code: ProblemCode;
  /** Codes of the service (case-insensitive), any of which decides. */
  codes?: string[];
  statuses?: number[];
  /** Where only the text tells. All of codes, statuses and text that are given must hold. */
  text?: RegExp;
  remedy: string;
}

/**
 * The first rule that holds decides, so the exact ones come first and the bare HTTP statuses last.
 * Sources: ARM "Troubleshoot common deployment errors", "Throttling", VPN Gateway and Entra error references.
 */
export const rules: Rule[] = [
  {
    code: 'Locked',
    codes: [
      'AnotherOperationInProgress',
      'RetryableError',
      'RetryableErrorDueToAnotherOperation',
      'ReferencedResourceNotProvisioned',
      'ConcurrentUpdate',
      'OperationPreempted',
      'CanceledAndSupersededDueToAnotherOperation',
      'ResourceGroupBeingDeleted',
      'RequestConflict',
      'VMAgentBusy',
    ],
    remedy: 'Another operation is still working on it; it is tried again by itself.',
  },
  {
    code: 'Throttled',
    codes: [
      'TooManyRequests',
      'SubscriptionRequestsThrottled',
      'ResourceRequestsThrottled',
      'OperationNotAllowedThrottled',
    ],
    remedy: 'The service asked to slow down; it is tried again after the time that it named.',
  },
  {
    code: 'Throttled',
    statuses: [429],
    remedy: 'The service asked to slow down; it is tried again after the time that it named.',
  },
  {
    code: 'ResourceLocked',
    codes: ['ScopeLocked'],
    remedy: 'Ask the owner of the subscription to lift the management lock, then retry.',
  },
  {
    code: 'PolicyDenied',
    codes: ['RequestDisallowedByPolicy', 'RequestDisallowedByAzure', 'PolicyViolation'],
    remedy:
      'Azure Policy refuses this resource: adapt the worksheet (tags, location, size) or ask for an exemption, then retry.',
  },
  {
    code: 'ProviderNotRegistered',
    codes: [
      'MissingSubscriptionRegistration',
      'NoRegisteredProviderFound',
      'SubscriptionNotRegistered',
      'MissingRegistrationForLocation',
    ],
    remedy:
      'Register the resource provider (`az provider register --namespace <name>`) or give the worker the right to, then retry.',
  },
  {
    code: 'QuotaExceeded',
    codes: ['QuotaExceeded', 'PublicIPCountLimitReached', 'ResourceQuotaExceeded', 'SubnetsExceededLimit'],
    remedy:
      'Ask for more quota in the region (Azure portal, Quotas), or choose another size or region, then retry.',
  },
  {
    code: 'QuotaExceeded',
    codes: ['OperationNotAllowed'],
    text: /quota|exceed|limit/i,
    remedy:
      'Ask for more quota in the region (Azure portal, Quotas), or choose another size or region, then retry.',
  },
  {
    code: 'AllocationFailed',
    codes: ['AllocationFailed', 'ZonalAllocationFailed', 'OverconstrainedAllocationRequest'],
    remedy: 'Azure has no room for this size in the region just now: retry later or choose another size.',
  },
  {
    code: 'SkuNotAvailable',
    codes: [
      'SkuNotAvailable',
      'InvalidSku',
      'VmSizeNotAvailable',
      'NonAzSkusNotAllowedForVPNGateway',
      'VpnGatewaySkuNotSupported',
      'LocationNotAvailableForResourceType',
    ],
    remedy:
      'Choose a size that the region offers to this subscription (`az vm list-skus --location <region>`), then retry.',
  },
  {
    code: 'NoSeats',
    statuses: [400],
    text: /does not have any available licenses|no available licenses|CountViolation/i,
    remedy: 'Buy or free licences of this product, then retry.',
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
      'ExpiredAuthenticationToken',
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
      'UND_ERR_SOCKET',
      'endpoints_resolution_error',
      'network_error',
    ],
    remedy: 'The service could not be reached from the worker; check name resolution, proxy and firewall there.',
  },
  {
    code: 'AuthenticationFailed',
    codes: ['CredentialUnavailableError', 'AggregateAuthenticationError', 'AuthenticationRequiredError'],
    remedy:
      'Give the worker a credential (AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, a managed identity, or `az login`), then retry.',
  },
  {
    code: 'AuthenticationFailed',
    codes: ['AuthenticationError'],
    remedy: 'Check tenant, client id and credential of the worker in Entra ID, then retry.',
  },
  {
    code: 'AuthorizationFailed',
    codes: ['AuthorizationFailed', 'LinkedAuthorizationFailed', 'Authorization_RequestDenied'],
    remedy:
      'Give the identity the right that the message names: deploy/azure-role.json for Azure, docs/graph.md for Graph. Then retry.',
  },
  {
    code: 'ConflictingChange',
    codes: [
      'PropertyChangeNotAllowed',
      'InUseSubnetCannotBeUpdated',
      'InUsePrefixCannotBeDeleted',
      'InvalidResourceLocation',
      'InvalidResourceGroupLocation',
    ],
    remedy:
      'What exists can not be changed like this: adapt the worksheet to it, or remove the resource, then retry.',
  },
  {
    code: 'DomainJoinFailed',
    codes: ['VMExtensionProvisioningError', 'VMExtensionHandlerNonTransientError'],
    remedy:
      'Read C:\\WindowsAzure\\Logs\\Plugins\\Microsoft.Compute.JsonADDomainExtension and C:\\Windows\\debug\\netsetup.log on the ' +
      'server, put the cause right, then retry.',
  },
  {
    code: 'ResourceFailed',
    codes: [
      'OSProvisioningTimedOut',
      'OSProvisioningInternalError',
      'OSProvisioningClientError',
      'VMExtensionProvisioningTimeout',
    ],
    remedy: 'Look at the boot diagnostics of the server in the portal; then retry, which sends the request again.',
  },
  {
    code: 'ServiceUnavailable',
    codes: [
      'ServerTimeout',
      'ServerBusy',
      'ServiceUnavailable',
      'GatewayTimeout',
      'InternalServerError',
      'InternalOperationError',
      'NetworkingInternalOperationError',
      'InternalExecutionError',
    ],
    remedy: 'The service had a failure of its own; it is tried again by itself.',
  },
  {
    code: 'ServiceUnavailable',
    statuses: [500, 502, 503, 504],
    remedy: 'The service had a failure of its own; it is tried again by itself.',
  },
  {
    code: 'NetworkFailure',
    statuses: [408],
    remedy: 'The request timed out; it is tried again by itself.',
  },
  {
    code: 'AuthenticationFailed',
    statuses: [401],
    remedy: 'The service did not accept the sign-in: check tenant and credential of the worker, then retry.',
  },
  {
    code: 'AuthorizationFailed',
    statuses: [403],
    remedy: 'Give the identity the right that the message names (see docs/azure.md), then retry.',
  },
  {
    code: 'ConflictingChange',
    statuses: [409, 412],
    remedy: 'The resource is in a state that does not allow this: look at it in the portal, then retry.',
  },
  {
    code: 'InvalidRequest',
    statuses: [400, 404, 405, 422],
    remedy: 'Correct the value that the message names in the worksheet, then retry with it.',
  },
];

export interface Verdict {
  code: ProblemCode;
  remedy: string;
  /** What a code means, when the service's own words don't say. */
  meaning?: string;
  /** The service's code that decided. */
  serviceCode?: string;
}

export function classify(error: ServiceError): Verdict {
  const rule = rules.find((one) => holds(one, error));
  if (!rule) return defect(error);
  const serviceCode = error.codes.find((code) => isNamed(rule, code)) ?? error.codes[0];
  if (rule.code === 'DomainJoinFailed') {
    const hint = joinHint(error.message);
    if (hint) return { ...hint, serviceCode };
  }
  return { code: rule.code, remedy: rule.remedy, serviceCode };
}

const isNamed = (rule: Rule, code: string) =>
  rule.codes?.some((one) => one.toLowerCase() === code.toLowerCase()) ?? false;

function holds(rule: Rule, error: ServiceError): boolean {
  if (rule.codes && !error.codes.some((code) => isNamed(rule, code))) return false;
  if (rule.statuses && !(error.status !== undefined && rule.statuses.includes(error.status))) return false;
  return !rule.text || rule.text.test(error.message);
}

/** A failed Azure operation of a code that we don't know is Azure's to explain; anything else is our mistake. */
function defect(error: ServiceError): Verdict {
  const fromService = error.codes.find((code) => /^[A-Z][A-Za-z]{5,}$/.test(code) && !/Error$/.test(code));
  if (fromService) {
    return {
      code: 'ResourceFailed',
      remedy:
        'Look up this code in the Azure documentation or the resource in the portal, put the cause right, then retry.',
      serviceCode: fromService,
    };
  }
  return {
    code: 'Defect',
    remedy: 'This is a mistake of dirsync or its surroundings: report it with the message and the worker log.',
    serviceCode: error.codes[0],
  };
}
