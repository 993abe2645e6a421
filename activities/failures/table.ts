import type { ProblemCode } from '../../roadmap/problems';
import { armRules } from './armRules';
import type { ServiceError } from './describe';
import { joinHint } from './domainJoin';
import type { Rule } from './rule';
import { signInRules } from './signInRules';
import { statusRules } from './statusRules';

/** The first rule that holds decides, so the exact ones come first and the bare HTTP statuses last. */
const rules: Rule[] = [...armRules, ...signInRules, ...statusRules];

interface Verdict {
  code: ProblemCode;
  remedy: string;
  /** What a code means, when the service's own words don't say. */
  meaning?: string;
  /** The service's code that decided. */
  serviceCode?: string;
}

export function classify(error: ServiceError): Verdict {
  const rule = rules.find((one) => holds(one, error));
  if (!rule) return defect(error);
  const serviceCode = error.codes.find((code) => isNamed(rule, code)) ?? error.codes[0];
  if (rule.code === 'DomainJoinFailed') {
    const hint = joinHint(error.message);
    if (hint) return { ...hint, serviceCode };
  }
  return { code: rule.code, remedy: rule.remedy, serviceCode };
}

const isNamed = (rule: Rule, code: string) =>
  rule.codes?.some((one) => one.toLowerCase() === code.toLowerCase()) ?? false;

function holds(rule: Rule, error: ServiceError): boolean {
  if (rule.codes && !error.codes.some((code) => isNamed(rule, code))) return false;
  if (rule.statuses && !(error.status !== undefined && rule.statuses.includes(error.status))) return false;
  return !rule.text || rule.text.test(error.message);
}

/** A failed Azure operation of a code that we don't know is Azure's to explain; anything else is our mistake. */
function defect(error: ServiceError): Verdict {
  const fromService = error.codes.find((code) => /^[A-Z][A-Za-z]{5,}$/.test(code) && !/Error$/.test(code));
  if (fromService) {
    return {
      code: 'ResourceFailed',
      remedy:
        'Look up this code in the Azure documentation or the resource in the portal, put the cause right, then retry.',
      serviceCode: fromService,
    };
  }
  return {
    code: 'Defect',
    remedy:
      'This is a mistake of dirsync or its surroundings: report it with the message and the worker log.',
    serviceCode: error.codes[0],
  };
}
