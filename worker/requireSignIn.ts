import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { Activities, Subject } from '../activities/api';
import { problem } from '../activities/failures';

/** They change nothing outside, and a deployment that is refused must be able to end. */
const allowed: string[] = ['writeReport', 'openVoucher'] satisfies (keyof Activities)[];

/**
 * With DIRSYNC_REQUIRE_SIGN_IN nothing is done for a worksheet that takes names as declared: who may start workflows in the
 * namespace writes the worksheet too, and could say of himself that he may approve.
 */
export function requireSignIn(context: Context): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      execute(input, next) {
        const { worksheet } = (input.args[0] ?? {}) as Partial<Subject>;
        // Older deployments have no approvals in their worksheet, and workflows may send anything.
        const trust = (worksheet as { approvals?: { trust?: unknown } } | undefined)?.approvals?.trust;
        if (trust === 'entra' || allowed.includes(context.info.activityType)) return next(input);
        throw problem(
          'WorksheetInvalid',
          'This worker serves only deployments in which people sign in (DIRSYNC_REQUIRE_SIGN_IN), and approvals.trust of the worksheet is not entra.',
          'Abandon this deployment, set approvals.trust to entra in the worksheet, and deploy again.',
        );
      },
    },
  };
}
