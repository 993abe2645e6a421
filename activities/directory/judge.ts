import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import { failed, passed, warning } from '../preflight/checks';
import type { BindOutcome } from './bind';
import { joinPorts, type Controller } from './reach';

/** A warning at most: the tunnel is for the server, and the worker may be elsewhere. Pure. */
export function judgeReach(w: Worksheet, controllers: Controller[]): PreflightCheck {
  const name = { id: 'domain-controllers', title: `Domain controllers of ${w.domain.name}` };
  const remedy =
    'Nothing, if they are reached only through the tunnel that is to be built; else let TCP 88, 389 and 445 ' +
    'through to them, from the server subnet above all.';
  if (controllers.length === 0) {
    return warning(name, 'not reachable from here: no DNS server of Table D names one', remedy);
  }
  const closed = controllers.map((one) => ({ one, ports: joinPorts.filter((p) => !one.open.includes(p)) }));
  const lacking = closed.filter(({ ports }) => ports.length > 0);
  if (lacking.length === 0) {
    return passed(
      name,
      `${controllers.map(called).join(', ')}: TCP ${joinPorts.join(', ')} reachable from here`,
    );
  }
  if (lacking.every(({ ports }) => ports.length === joinPorts.length)) {
    const none =
      lacking.length === controllers.length ? 'not reachable from here' : 'not all reachable from here';
    return warning(name, `${none}: ${lacking.map(({ one }) => called(one)).join(', ')}`, remedy);
  }
  const which = lacking.map(({ one, ports }) => `${called(one)} on TCP ${ports.join(', ')}`).join('; ');
  return warning(name, `not all reachable from here: ${which}`, remedy);
}

const called = ({ name, address }: Controller) => `${name} (${address ?? 'no address known'})`;

/**
 * Why Active Directory refuses an account, by Win32 code (MS-ERREF 2.2). It looks at the password first, except for an
 * account that does not exist, is locked or has been disabled.
 */
const refusals: Record<number, { why: string; remedy: string }> = {
  1317: {
    why: 'there is no such account',
    remedy: 'Correct domain.joinAccount, or create the account.',
  },
  1326: {
    why: 'the user name or the password is wrong',
    remedy: 'Put the right password behind domain.joinPassword, or correct domain.joinAccount.',
  },
  1330: {
    why: 'its password has expired',
    remedy: 'Set a new password, and store it where the reference points.',
  },
  1331: { why: 'the account is disabled', remedy: 'Enable the account.' },
  1793: { why: 'the account has expired', remedy: "Extend the account's expiry date." },
  1907: {
    why: 'its password must be changed before the first use',
    remedy: 'Set a password that need not be changed, and store it where the reference points.',
  },
  1909: {
    why: 'the account is locked out',
    remedy: 'Unlock the account, make sure of its password, and find out who else uses an old one.',
  },
};

/** The right password, at a time or from a place that the account is not meant for: the server may be let in. */
const restrictions: Record<number, string> = {
  1328: 'the account may not log on at this time',
  1329: 'the account may not log on from everywhere (userWorkstations)',
};

/** Failed only where the directory itself refuses. Pure. */
export function judgeBind(w: Worksheet, outcome: BindOutcome): PreflightCheck {
  const { joinAccount, organizationalUnit: unit } = w.domain;
  const name = { id: 'join-account', title: `Domain-join account ${joinAccount}` };
  switch (outcome.kind) {
    case 'notTried':
      return warning(
        name,
        `not tried from here: ${outcome.why}`,
        'Nothing, if you are sure of account and password. They are tried only over TLS, with a certificate that the ' +
          "system or DIRSYNC_CA_FILE vouches for and that is issued to the controller's name.",
      );
    case 'unclear':
      return warning(
        name,
        `${outcome.controller} gave no clear answer (${outcome.why})`,
        'Make sure of account and password by hand.',
      );
    case 'refused': {
      const restriction = restrictions[outcome.reason ?? 0];
      if (restriction) {
        return warning(
          name,
          `${outcome.controller}: ${restriction}`,
          'Make sure that it may join the server.',
        );
      }
      const { why, remedy } = refusals[outcome.reason ?? 0] ?? refusals[1326]!;
      return failed(name, `${outcome.controller} refuses it: ${why}`, remedy);
    }
    case 'accepted':
      if (outcome.unit === 'notFound') {
        return failed(
          name,
          `${outcome.controller} accepts it, but it finds no ${unit}`,
          'Correct domain.organizationalUnit (a distinguished name that exists), or let the account read it.',
        );
      }
      return passed(
        name,
        `${outcome.controller} accepts it (${outcome.over})${outcome.unit ? `; ${unit} is there` : ''}`,
      );
  }
}
