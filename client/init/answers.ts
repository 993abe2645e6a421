import { checkWorksheet } from '../../worksheet/check';
import type { Answers, Question } from './questions';
import { questions } from './questions';

/** Fields of the worksheet that one answer fills in several places of. */
const askedGates = ['plan', 'on-premises-route', 'vpn-device', 'entra-connect', 'licensing'];
const vpnGates = ['on-premises-route', 'vpn-device'];

export const applies = (question: Question, answers: Answers) => question.when?.(answers) ?? true;

/** The worksheet that the answers so far make. Pure. */
export function toWorksheet(answers: Answers): Record<string, unknown> {
  const worksheet: Record<string, unknown> = {};
  for (const question of questions) {
    const answer = answers[question.path];
    const isField = question.path.includes('.') || question.path === 'deployment';
    if (answer === undefined || answer === '' || !isField || !applies(question, answers)) continue;
    if (!question.path.startsWith('licence.'))
      set(worksheet, question.path.split('.'), valueOf(question, answer));
  }
  const location = answers['licence.usageLocation'];
  if (location !== undefined)
    set(worksheet, ['licensing', 'rules'], location === '' ? [] : [licenceRule(answers)]);
  const approvers = listOf(answers['approvers'] ?? '');
  if (approvers.length > 0) {
    const gates = askedGates.filter(
      (gate) => answers['connection.kind'] === 'vpn' || !vpnGates.includes(gate),
    );
    worksheet['gates'] = Object.fromEntries(gates.map((gate) => [gate, { approvers: [...approvers] }]));
  }
  return worksheet;
}

/** True, or what is wrong with an answer: the worksheet's own checks on the worksheet so far. Pure. */
export function judge(question: Question, answers: Answers, answer: string): true | string {
  if (answer === '') return question.optional ? true : 'An answer is needed here.';
  const path = question.path
    .replace(/^licence\.usageLocation$/, 'licensing.rules[0].usageLocation')
    .replace(/^licence\.sku$/, 'licensing.rules[0].licences');
  const { findings } = checkWorksheet(toWorksheet({ ...answers, [question.path]: answer }));
  const wrong = findings.find(
    (finding) => finding.severity === 'error' && finding.rule !== 'missing' && finding.path.startsWith(path),
  );
  return wrong ? `${wrong.problem}. ${wrong.remedy}` : true;
}

function licenceRule(answers: Answers) {
  const licences = answers['licence.sku'] ? [{ sku: answers['licence.sku'] }] : [];
  return { name: 'Everybody', users: {}, usageLocation: answers['licence.usageLocation'], licences };
}

function valueOf({ form }: Question, answer: string): unknown {
  switch (form) {
    case 'number':
      return /^\d+$/.test(answer) ? Number(answer) : answer;
    case 'boolean':
      return answer === 'yes';
    case 'list':
      return listOf(answer);
    case 'dnsServers':
      return listOf(answer).map((item) => {
        const [name = '', address = ''] = item.split('=').map((part) => part.trim());
        return { name, address };
      });
    default:
      return answer;
  }
}

function listOf(answer: string): string[] {
  return answer
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function set(target: Record<string, unknown>, keys: string[], value: unknown): void {
  const [key, ...rest] = keys as [string, ...string[]];
  if (rest.length === 0) target[key] = value;
  else set((target[key] ??= {}) as Record<string, unknown>, rest, value);
}
