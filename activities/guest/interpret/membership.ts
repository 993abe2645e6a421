import { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';

export const schema = z.object({
  computerName: z.string(),
  domain: z.string(),
  partOfDomain: z.boolean(),
  domainController: z.string().nullish(),
  secureChannel: z.boolean(),
  lastBoot: z.string(),
});

export function interpret(w: Worksheet, result: z.output<typeof schema>): Evidence | Problem {
  const problem = (message: string, remedy: string): Problem => ({
    code: 'DomainJoinFailed',
    message,
    remedy,
    resource: w.server.name,
  });
  if (!result.partOfDomain) {
    return problem(
      `${result.computerName} is a member of no domain (workgroup ${result.domain}).`,
      'Look at the domain-join extension of the virtual machine and at C:\\Windows\\debug\\NetSetup.LOG on the server, then retry the domain join.',
    );
  }
  if (result.domain.toLowerCase() !== w.domain.name.toLowerCase()) {
    return problem(
      `${result.computerName} is a member of ${result.domain}, not of ${w.domain.name}.`,
      'Take the server out of that domain, or correct domain.name in the worksheet, and retry.',
    );
  }
  if (!result.secureChannel) {
    return problem(
      `${result.computerName} is a member of ${result.domain}, but its secure channel to the domain is broken.`,
      'Check that a domain controller is reachable and that the computer account is enabled; repair with Test-ComputerSecureChannel -Repair, then retry.',
    );
  }
  return {
    computerName: result.computerName,
    domain: result.domain,
    domainController: result.domainController ?? 'unknown',
    secureChannel: result.secureChannel,
    lastBoot: result.lastBoot,
  };
}
