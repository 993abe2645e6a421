import type { IdentityActivities } from '../api';
import { unsealVoucher } from './voucher';

export interface IdentityDependencies {
  /** Shared by the workers; absent where no deployment with trust entra is to run. */
  voucherKey?: Uint8Array;
}

export function createIdentityActivities({ voucherKey }: IdentityDependencies): IdentityActivities {
  return {
    async openVoucher({ voucher }) {
      if (voucherKey) return unsealVoucher(voucher, voucherKey);
      return { refusal: 'The worker that was asked has no DIRSYNC_VOUCHER_KEY; give every worker the same.' };
    },
  };
}
