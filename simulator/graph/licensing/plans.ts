import { guidFor } from '../../site/people';

export interface ServicePlan {
  servicePlanId: string;
  servicePlanName: string;
  provisioningStatus: 'Success';
  appliesTo: 'User';
}

interface Plan {
  /** Microsoft's "Product names and service plan identifiers for licensing". */
  id: string;
  /** As in a user's assignedPlans. */
  service: string;
  /** A user has at most one of each kind: plans of one are mutually exclusive. */
  kind?: string;
  /** Works only with one of these. */
  needs?: string[];
}

const plans: Record<string, Plan> = {
  EXCHANGE_S_ENTERPRISE: { id: 'efb87545-963c-4e0d-99df-69c6916d9eb0', service: 'exchange', kind: 'mailbox' },
  EXCHANGE_S_STANDARD: { id: '9aaf7827-d63c-4b61-89c3-182f06f82e5c', service: 'exchange', kind: 'mailbox' },
  EXCHANGE_S_DESKLESS: { id: '4a82b400-a79f-41a4-b4e2-e94f5787b113', service: 'exchange', kind: 'mailbox' },
  SHAREPOINTENTERPRISE: { id: '5dbe027f-2339-4123-9542-606e4d348a72', service: 'SharePoint', kind: 'sites' },
  SHAREPOINTSTANDARD: { id: 'c7699d2e-19aa-44de-8edf-1736da088ca1', service: 'SharePoint', kind: 'sites' },
  SHAREPOINTDESKLESS: { id: '902b47e5-dcb2-4fdc-858b-c63a90a2bdb9', service: 'SharePoint', kind: 'sites' },
  SHAREPOINTWAC: {
    id: 'e95bec33-7c88-4a70-8e19-b10bd9d0c014',
    service: 'SharePoint',
    needs: ['SHAREPOINTENTERPRISE', 'SHAREPOINTSTANDARD'],
  },
  TEAMS1: { id: '57ff2da0-773e-42df-b2af-ffb7a2317929', service: 'TeamspaceAPI' },
  OFFICESUBSCRIPTION: { id: '43de0ff5-c92c-492b-9116-175376d08c38', service: 'MicrosoftOffice' },
  YAMMER_ENTERPRISE: { id: '7547a3fe-08ee-4ccb-b430-5077c5041653', service: 'YammerEnterprise' },
  INTUNE_A: { id: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', service: 'SCO' },
  AAD_PREMIUM: { id: '41781fb2-bc02-4b7c-bd55-b576c07bb09d', service: 'AADPremiumService' },
  AAD_PREMIUM_P2: { id: 'eec0eb4f-6444-4f95-aba0-50c24d67f998', service: 'AADPremiumService' },
};

const office = [
  'EXCHANGE_S_ENTERPRISE',
  'SHAREPOINTENTERPRISE',
  'SHAREPOINTWAC',
  'TEAMS1',
  'OFFICESUBSCRIPTION',
  'YAMMER_ENTERPRISE',
];

/** Main plans of the products that a demo needs; another product has one plan of its own. */
const products: Record<string, string[]> = {
  ENTERPRISEPACK: office,
  ENTERPRISEPREMIUM: office,
  STANDARDPACK: ['EXCHANGE_S_STANDARD', 'SHAREPOINTSTANDARD', 'SHAREPOINTWAC', 'TEAMS1', 'YAMMER_ENTERPRISE'],
  SPE_E3: [...office, 'INTUNE_A', 'AAD_PREMIUM'],
  SPE_E5: [...office, 'INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
  SPE_F1: [
    'EXCHANGE_S_DESKLESS',
    'SHAREPOINTDESKLESS',
    'TEAMS1',
    'YAMMER_ENTERPRISE',
    'INTUNE_A',
    'AAD_PREMIUM',
  ],
  EMS: ['INTUNE_A', 'AAD_PREMIUM'],
  EMSPREMIUM: ['INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
  EXCHANGEENTERPRISE: ['EXCHANGE_S_ENTERPRISE'],
};

export function plansOf(skuPartNumber: string): ServicePlan[] {
  return (products[skuPartNumber] ?? [skuPartNumber]).map((servicePlanName) => ({
    servicePlanId: plans[servicePlanName]?.id ?? guidFor(`plan/${servicePlanName}`),
    servicePlanName,
    provisioningStatus: 'Success',
    appliesTo: 'User',
  }));
}

export const serviceOf = ({ servicePlanName }: ServicePlan): string =>
  plans[servicePlanName]?.service ?? servicePlanName;

export type PlanConflict =
  | { error: 'MutuallyExclusiveViolation'; plans: [string, string] }
  | { error: 'DependencyViolation'; plan: string; needs: string[] };

/** Why one user can't have all these plans; undefined when it can. Pure. */
export function conflictAmong(enabled: ServicePlan[]): PlanConflict | undefined {
  for (const one of enabled) {
    const { kind, needs } = plans[one.servicePlanName] ?? {};
    const other = enabled.find(
      (plan) =>
        plan.servicePlanId !== one.servicePlanId && kind && plans[plan.servicePlanName]?.kind === kind,
    );
    if (other) {
      return { error: 'MutuallyExclusiveViolation', plans: [one.servicePlanId, other.servicePlanId] };
    }
    if (needs && !enabled.some((plan) => needs.includes(plan.servicePlanName))) {
      const ids = needs.flatMap((name) => plans[name]?.id ?? []);
      return { error: 'DependencyViolation', plan: one.servicePlanId, needs: ids };
    }
  }
  return undefined;
}
