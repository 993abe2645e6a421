import type { Target } from '../path';
import type { ComputePolicy } from './limits';

/** Which of Compute's policies a request counts for; nothing where the page names none (disks, sizes, usages). */
export function computePolicy(
  method: string,
  { segments }: Target,
  exists: boolean,
): ComputePolicy | undefined {
  const [first = '', name, child, childName] = segments.map((one) => one.toLowerCase());
  if (first === 'locations') return /^operation(s|results)$/.test(child ?? '') ? 'GetOperation' : undefined;
  if (first !== 'virtualmachines') return undefined;
  if (name === undefined) return 'HighCostGet';
  if (method === 'GET') return 'LowCostGet';
  if (child === 'deallocate' || (method === 'DELETE' && childName === undefined)) return 'DeleteVM';
  return method === 'PUT' && child === undefined && !exists ? 'PutVM' : 'UpdateVM';
}
