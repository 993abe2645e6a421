import type { WorkflowStartOptions } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { DeploymentInput } from '../roadmap/messages';
import { workflowId } from '../roadmap/messages';
import { neededKinds, resourceName } from '../roadmap/resources';
import { phases } from '../roadmap/steps';
import { listed } from '../roadmap/words';
import { searchAttributeKeys } from '../temporal/searchAttributes';
import type { Worksheet } from '../worksheet/schema';
import type { deployDirectorySync } from '../workflows';

/** How a deployment is started. Summary, details and search attributes name no person and no secret: they are not encrypted. */
export function startOptions(
  input: DeploymentInput,
  taskQueue: string,
): WorkflowStartOptions<typeof deployDirectorySync> {
  const { worksheet } = input;
  const { tenantId, location } = worksheet.azure;
  return {
    args: [input],
    taskQueue,
    workflowId: workflowId(worksheet.deployment),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    staticSummary: `Directory synchronisation of ${worksheet.deployment} in ${location}`,
    staticDetails: startDetails(worksheet),
    typedSearchAttributes: [
      { key: searchAttributeKeys.phase, value: phases[0]!.id },
      { key: searchAttributeKeys.tenant, value: tenantId },
    ],
    // One big customer must not starve the rest of the queue.
    priority: { fairnessKey: tenantId },
  };
}

/** Markdown for the Temporal UI: what this deployment makes, and where. */
export function startDetails(worksheet: Worksheet): string {
  const { azure, server, virtualNetwork, connection, domain } = worksheet;
  const names = neededKinds(worksheet).map((kind) => `\`${resourceName(kind, worksheet)}\``);
  const how = {
    vpn: 'a site-to-site VPN',
    expressRoute: 'ExpressRoute',
    existing: 'the connection that its virtual network has already',
  }[connection.kind];
  return [
    `**${worksheet.deployment}**: the directory-synchronisation server \`${server.name}\` in ${azure.location}, joined to \`${domain.name}\` over ${how}.`,
    '',
    `- Tenant: \`${azure.tenantId}\``,
    `- Subscription: \`${azure.subscriptionId}\`, resource group \`${azure.resourceGroup}\``,
    `- Virtual network: \`${virtualNetwork.name}\` (${virtualNetwork.addressSpace})`,
    `- Resources: ${listed(names)}`,
  ].join('\n');
}
