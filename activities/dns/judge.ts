import type { PreflightCheck } from '../../roadmap/plan';
import type { Problem } from '../../roadmap/problems';
import type { Evidence } from '../../roadmap/progress';
import type { Worksheet } from '../../worksheet/schema';
import { passed, warning } from '../preflight/checks';
import { controllersName, serverName, type DnsAnswer } from './ask';

export type When = 'beforeJoin' | 'afterJoin';

/** What the answers mean before and after the join. Pure. */
export function judge(
  w: Worksheet,
  when: When,
  expectedAddress: string,
  answers: DnsAnswer[],
): Evidence | Problem {
  const silent = answers.filter((answer) => answer.failure !== undefined);
  const answering = answers.filter((answer) => answer.failure === undefined);
  if (answering.length === 0) {
    return {
      code: 'DnsNotAnswering',
      message: `No DNS server of Table D answers from where the worker runs: ${listed(silent)}.`,
      remedy:
        'Check the tunnel or route, and that UDP and TCP 53 pass from the worker and from the server subnet; then retry. If only the worker is cut off and the server can reach them, skip the step.',
      resource: controllersName(w),
    };
  }
  const knowing = answering.filter((answer) => answer.controllers!.length > 0);
  if (knowing.length === 0) {
    return {
      code: 'DnsNotAnswering',
      message: `${names(answering)} answer, but know no domain controllers of ${w.domain.name} (SRV ${controllersName(w)}).`,
      remedy: `Name DNS servers of the domain in Table D (dns.servers), or correct domain.name, and retry.`,
      resource: controllersName(w),
    };
  }
  const wrong = answering.filter((answer) => answer.addresses!.some((one) => one !== expectedAddress));
  if (wrong.length > 0) return wrongRecord(w, when, expectedAddress, wrong);

  const registered = answering.filter((answer) => answer.addresses!.length > 0);
  if (when === 'afterJoin' && registered.length === 0) {
    return {
      code: 'NotReadyYet',
      message: `No answering DNS server has an A record of ${serverName(w)} yet; the domain join registers it as ${expectedAddress}.`,
      remedy: `Wait some minutes, or run ipconfig /registerdns on the server. If the zone takes no dynamic updates, create the A record ${serverName(w)} → ${expectedAddress} by hand.`,
      resource: serverName(w),
    };
  }
  return {
    answering: answering.map((answer) => answer.server),
    notAnswering: silent.map((answer) => `${answer.server}: ${answer.failure}`),
    knowTheDomain: knowing.map((answer) => answer.server),
    domainControllers: [...new Set(knowing.flatMap((answer) => answer.controllers!))].sort(),
    serverRecord: registered.length > 0 ? `${serverName(w)} → ${expectedAddress}` : 'none yet',
    recordOn: registered.map((answer) => answer.server),
  };
}

function wrongRecord(w: Worksheet, when: When, expected: string, wrong: DnsAnswer[]): Problem {
  const found = wrong.map((answer) => `${answer.server} says ${answer.addresses!.join(', ')}`).join('; ');
  const stale = `Delete the A record of ${serverName(w)} that does not point to ${expected}`;
  return {
    code: 'DnsRecordWrong',
    message: `The A record of ${serverName(w)} is not ${expected}, the server's address: ${found}.`,
    remedy:
      when === 'beforeJoin'
        ? `${stale}: it is left over from another machine of that name, or the name is taken and the worksheet needs another server.name. Then retry.`
        : `${stale}, run ipconfig /registerdns on the server, wait for the zone to replicate, and retry.`,
    resource: serverName(w),
  };
}

/** Step 0: a warning at most, because the worker may have no way to the servers before the tunnel is there. */
export function judgeBeforehand(w: Worksheet, answers: DnsAnswer[]): PreflightCheck[] {
  return answers.map((answer) => {
    const check = { id: `dns-${answer.server}`, title: `DNS server ${answer.server}` };
    if (answer.failure !== undefined) {
      return warning(
        check,
        `not reachable from here: ${answer.failure}`,
        'Nothing, if it is reached only through the tunnel that is to be built; else check its address.',
      );
    }
    if (answer.controllers!.length === 0) {
      return warning(
        check,
        `answers, but knows no domain controllers of ${w.domain.name}`,
        'Check domain.name and that the server holds or forwards the zone.',
      );
    }
    if (answer.addresses!.length > 0) {
      return warning(
        check,
        `already has an A record of ${serverName(w)}: ${answer.addresses!.join(', ')}`,
        'Unless it is from an earlier run of this deployment, delete it or choose another server.name.',
      );
    }
    return passed(check, `answers; domain controllers: ${answer.controllers!.join(', ')}`);
  });
}

const names = (answers: DnsAnswer[]) => answers.map((answer) => answer.server).join(', ');
const listed = (answers: DnsAnswer[]) => answers.map((one) => `${one.server}: ${one.failure}`).join('; ');
