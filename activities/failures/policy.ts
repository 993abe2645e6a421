/** What `additionalInfo` of RequestDisallowedByPolicy tells ("Resolve errors for RequestDisallowedByPolicy"). */
interface PolicyViolation {
  policyAssignmentName?: string;
  policyAssignmentDisplayName?: string;
  policyAssignmentScope?: string;
  policyDefinitionDisplayName?: string;
  policyDefinitionName?: string;
  evaluationDetails?: {
    evaluatedExpressions?: {
      expression?: string;
      expressionValue?: unknown;
      targetValue?: unknown;
      operator?: string;
    }[];
  };
}

/**
 * The policy, where it is assigned and what it looked at, in words; the service's own message has ids in JSON only. Undefined
 * where the error is of another kind.
 */
export function policyMessage(error: Record<string, unknown>): string | undefined {
  const infos = Array.isArray(error.additionalInfo) ? (error.additionalInfo as unknown[]) : [];
  const violations = infos.flatMap((one) => {
    const { type, info } = (one ?? {}) as { type?: string; info?: PolicyViolation };
    return type === 'PolicyViolation' && info ? [info] : [];
  });
  if (violations.length === 0) return undefined;
  const of = typeof error.target === 'string' ? `Resource '${error.target}'` : 'The resource';
  return `${of} was disallowed by ${violations.map(inWords).join('; and by ')}`;
}

function inWords(violation: PolicyViolation): string {
  const assignment = violation.policyAssignmentName ?? 'unknown';
  const policy =
    violation.policyDefinitionDisplayName ??
    violation.policyAssignmentDisplayName ??
    violation.policyDefinitionName ??
    assignment;
  const looked = (violation.evaluationDetails?.evaluatedExpressions ?? []).map(
    ({ expression, expressionValue, operator, targetValue }) =>
      `${expression} ${short(expressionValue)} ${operator} ${short(targetValue)}`,
  );
  const where = violation.policyAssignmentScope ? ` at ${violation.policyAssignmentScope}` : '';
  const why = looked.length > 0 ? `: ${looked.join(', ')}` : '';
  return `the policy "${policy}" (assignment ${assignment}${where}${why})`;
}

const short = (value: unknown): string =>
  (value === undefined ? '(none)' : JSON.stringify(value)).slice(0, 150);
