import type { ProblemCode } from '../../roadmap/problems';

export interface JoinHint {
  code: ProblemCode;
  meaning: string;
  remedy: string;
}

/**
 * What the domain join means by its Win32 code: "Troubleshoot domain joining" (Microsoft Learn), and what users of
 * JsonADDomainExtension report. The extension tells it only inside the message of VMExtensionProvisioningError.
 */
export const joinHints: Record<number, JoinHint> = {
  1355: {
    code: 'DomainUnreachable',
    meaning: 'no domain controller for the domain was found',
    remedy:
      'Check that the Table D servers are domain controllers of this domain or forward to one, that the tunnel is ' +
      'Connected, and that TCP and UDP 53, 88, 389 and 445 pass. Then retry. Where dns.servers was corrected, restart the ' +
      'server first: a running machine keeps the servers that it started with.',
  },
  53: {
    code: 'DomainUnreachable',
    meaning: 'the domain controller was found but could not be reached (network path not found)',
    remedy:
      'Check the tunnel, the route back to the server subnet and that TCP 445 and 135 reach the domain controllers. Then retry.',
  },
  1326: {
    code: 'DomainCredentialsRefused',
    meaning: 'the user name or password of the join account is wrong',
    remedy: 'Put the right password behind domain.joinPassword, or correct domain.joinAccount, then retry.',
  },
  1909: {
    code: 'DomainCredentialsRefused',
    meaning: 'the join account is locked out',
    remedy: 'Unlock the join account in Active Directory, make sure of its password, then retry.',
  },
  5: {
    code: 'DomainCredentialsRefused',
    meaning: 'access was denied to the join account',
    remedy:
      'Give the join account the right to create computer objects in the organisational unit (and to reset an existing ' +
      'one), then retry.',
  },
  2224: {
    code: 'DomainJoinFailed',
    meaning: 'a computer account of that name exists already',
    remedy:
      'Delete the old computer account (Windows refuses to reuse one that another account created, KB5020276), or give ' +
      'the server another name, then retry.',
  },
  2732: {
    code: 'DomainJoinFailed',
    meaning: 'a computer account of that name exists and was created by another account',
    remedy: 'Delete the old computer account, or use the account that created it (KB5020276), then retry.',
  },
  8557: {
    code: 'DomainJoinFailed',
    meaning: 'the join account has used up its quota of computer accounts (ms-DS-MachineAccountQuota)',
    remedy: 'Delegate the right to create computer objects in the organisational unit, then retry.',
  },
  2: {
    code: 'DomainJoinFailed',
    meaning: 'the organisational unit was not found',
    remedy: 'Correct domain.organizationalUnit (a distinguished name that exists), then retry.',
  },
};

/** Finds the Win32 code in the extension's message: `error code 1355`, `(0x54b)`, `ErrorCode: 1326`, `status 5`. */
export function joinHint(message: string): JoinHint | undefined {
  const decimal =
    /\b(?:error\s*code|errorcode|win32|status|error|code)\W{0,3}(?:is|was)?\W{0,3}(\d{1,5})\b/gi;
  const hexadecimal = /\b0x(?:8007)?0*([0-9a-f]{1,4})\b/gi;
  const numbers = [
    ...[...message.matchAll(decimal)].map((match) => Number(match[1])),
    ...[...message.matchAll(hexadecimal)].map((match) => parseInt(match[1]!, 16)),
  ];
  return numbers.map((number) => joinHints[number]).find((hint) => hint !== undefined);
}
