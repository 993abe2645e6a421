import { guidFor } from '../site/people';

export interface ServicePlan {
  servicePlanId: string;
  servicePlanName: string;
  provisioningStatus: 'Success';
  appliesTo: 'User';
}

/** Service plan identifiers: Microsoft's "Product names and service plan identifiers for licensing". */
const planIds: Record<string, string> = {
  EXCHANGE_S_ENTERPRISE: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
  SHAREPOINTENTERPRISE: '5dbe027f-2339-4123-9542-606e4d348a72',
  TEAMS1: '57ff2da0-773e-42df-b2af-ffb7a2317929',
  OFFICESUBSCRIPTION: '43de0ff5-c92c-492b-9116-175376d08c38',
  YAMMER_ENTERPRISE: '7547a3fe-08ee-4ccb-b430-5077c5041653',
  INTUNE_A: 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5',
  AAD_PREMIUM: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  AAD_PREMIUM_P2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
};

const office = [
  'EXCHANGE_S_ENTERPRISE',
  'SHAREPOINTENTERPRISE',
  'TEAMS1',
  'OFFICESUBSCRIPTION',
  'YAMMER_ENTERPRISE',
];

/** Main plans of the products that a demo needs; another product has one plan of its own. */
const products: Record<string, string[]> = {
  ENTERPRISEPACK: office,
  ENTERPRISEPREMIUM: office,
  SPE_E3: [...office, 'INTUNE_A', 'AAD_PREMIUM'],
  SPE_E5: [...office, 'INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
  EMS: ['INTUNE_A', 'AAD_PREMIUM'],
  EMSPREMIUM: ['INTUNE_A', 'AAD_PREMIUM', 'AAD_PREMIUM_P2'],
};

export function plansOf(skuPartNumber: string): ServicePlan[] {
  return (products[skuPartNumber] ?? [skuPartNumber]).map((servicePlanName) => ({
    servicePlanId: planIds[servicePlanName] ?? guidFor(`plan/${servicePlanName}`),
    servicePlanName,
    provisioningStatus: 'Success',
    appliesTo: 'User',
  }));
}
