import type { Rule } from './rule';

/** Codes of Azure Resource Manager, Network and Compute ("Troubleshoot common deployment errors"), and of Graph. */
export const armRules: Rule[] = [
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
    remedy:
      'Ask the owner of the subscription to lift the management lock, then retry; `az lock list --output table` shows it.',
  },
  {
    code: 'ResourceInUse',
    codes: [
      'InUseSubnetCannotBeDeleted',
      'InUseNatGatewayCannotBeDeleted',
      'InUseNetworkSecurityGroupCannotBeDeleted',
      'LocalNetworkGatewayCannotBeDeleted',
      'NicInUse',
      'PublicIPAddressCannotBeDeleted',
      'VirtualNetworkGatewayCannotBeDeleted',
    ],
    remedy:
      'Something that is not of this deployment still uses it: detach or delete that, then retry; or skip, which leaves it.',
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
    code: 'Locked',
    codes: ['OperationNotAllowed', 'Conflict'],
    text: /provisioning state '?(Creating|Updating|Deleting)|is being (created|updated|deleted)|currently being|concurrent request|another operation is in progress/i,
    remedy: 'Another operation is still working on it; it is tried again by itself.',
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
    code: 'AuthorizationFailed',
    codes: ['AuthorizationFailed', 'LinkedAuthorizationFailed', 'Authorization_RequestDenied'],
    remedy:
      'Give the identity the right that the message names: deploy/azure-role.json for Azure, docs/graph-permissions.md for Graph. Then retry.',
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
    remedy:
      'Look at the boot diagnostics of the server in the portal; then retry, which sends the request again.',
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
];
