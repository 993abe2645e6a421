import type { StepDefinition } from './steps';

/**
 * The teardown as data. A step that a person skips leaves what it would have removed. Durations are usual observations;
 * a gateway takes the longest.
 */
export const teardownSteps = [
  { id: 'teardown-plan', phase: 'teardown', title: 'What goes and what stays', usualMinutes: 0.2 },
  {
    id: 'teardown-approval',
    phase: 'teardown',
    title: 'Approval of the teardown',
    usualMinutes: 0,
    gate: 'teardown',
  },
  {
    id: 'remove-server',
    phase: 'removal',
    title: 'Server and its disk removed',
    usualMinutes: 1,
    skippable: true,
  },
  {
    id: 'remove-network-interface',
    phase: 'removal',
    title: 'Network interface removed',
    usualMinutes: 0.2,
    skippable: true,
  },
  {
    id: 'remove-connection',
    phase: 'removal',
    title: 'Connection removed',
    usualMinutes: 1,
    skippable: true,
  },
  { id: 'remove-gateway', phase: 'removal', title: 'Gateway removed', usualMinutes: 10, skippable: true },
  {
    id: 'remove-gateway-address',
    phase: 'removal',
    title: "Gateway's public address removed",
    usualMinutes: 0.2,
    skippable: true,
  },
  {
    id: 'remove-local-network-gateway',
    phase: 'removal',
    title: 'Local network gateway removed',
    usualMinutes: 0.2,
    skippable: true,
  },
  {
    id: 'remove-virtual-network',
    phase: 'removal',
    title: 'Virtual network or subnets removed',
    usualMinutes: 0.2,
    skippable: true,
  },
  {
    id: 'remove-nat-gateway',
    phase: 'removal',
    title: 'NAT gateway and its address removed',
    usualMinutes: 0.5,
    skippable: true,
  },
  {
    id: 'remove-network-security-group',
    phase: 'removal',
    title: 'Network security group removed',
    usualMinutes: 0.2,
    skippable: true,
  },
  {
    id: 'remove-resource-group',
    phase: 'removal',
    title: 'Resource group removed',
    usualMinutes: 2,
    skippable: true,
  },
  {
    id: 'teardown-report',
    phase: 'teardown-report',
    title: 'Report of the teardown',
    usualMinutes: 0.1,
    skippable: true,
  },
] as const satisfies readonly StepDefinition[];

export type TeardownStepId = (typeof teardownSteps)[number]['id'];
