import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import { passed, warning } from './checks';

const name = { id: 'trust', title: 'Who may decide' };

/** Said in every plan, and with it in status, Temporal UI and report. */
export function trustCheck({ approvals }: Worksheet): PreflightCheck {
  if (approvals.trust === 'entra') {
    return passed(
      name,
      `only people who sign in with Entra ID, to the app registration ${approvals.clientId}`,
    );
  }
  return warning(
    name,
    'NAMES ARE AS DECLARED (approvals.trust is namespace): whoever may signal the workflow may decide in the name of anybody',
    'For anything but a demo or a small site, set approvals.trust to entra; else see that only those who may decide can reach the Temporal namespace.',
  );
}
