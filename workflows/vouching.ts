import { defineUpdate, setHandler } from '@temporalio/workflow';
import type { MessageName, Receipt } from '../roadmap/messages';
import { messageProblem, voucherSchema, vouchedUpdate } from '../roadmap/messages';
import type { Speaker } from '../roadmap/people';
import type { StartName, Vouched } from '../roadmap/vouching';
import { foreign, occasionOf } from '../roadmap/vouching';
import type { Message } from './messages';
import { identity } from './proxies';
import type { Run } from './run';
import { now, record, refusalFailure } from './run';

/** With trust entra messages count by this update alone (docs/decisions/0010). To be called before the first await. */
export function hearVouched(run: Run, messages: Partial<Record<MessageName, Message<unknown>>>): void {
  setHandler(
    defineUpdate<Receipt, [{ voucher: string }]>(vouchedUpdate),
    async ({ voucher }) => {
      const { vouched, refusal } = await identity.openVoucher({ worksheet: run.worksheet, voucher });
      const by = vouched?.person.userPrincipalName ?? 'unknown';
      const answer = vouched ? say(run, messages, vouched) : { refusal: refusal! };
      if ('message' in answer) return answer;
      const what = vouched?.name ?? vouchedUpdate;
      record(run, { type: 'refused', refusal: { at: now(), by, what, reason: answer.refusal } });
      throw refusalFailure(answer.refusal);
    },
    {
      validator(input) {
        const reason =
          run.progress.trust === 'entra'
            ? messageProblem(voucherSchema, input)
            : 'This deployment takes names as declared (approvals.trust is namespace).';
        if (reason) throw refusalFailure(reason);
      },
    },
  );
}

/** Nothing is awaited between the checks and the change, so two vouchers at once can't both be the first. */
function say(
  run: Run,
  messages: Partial<Record<MessageName, Message<unknown>>>,
  vouched: Vouched,
): Receipt | { refusal: string } {
  const { id, name, person, groups, occasion } = vouched;
  const message = messages[name as MessageName];
  if (!message) return { refusal: `Nothing of the name ${name} can be said here.` };
  if (run.vouchers.has(id)) return { refusal: 'This was said already: a voucher counts once.' };
  const elsewhere = foreign(vouched, run.progress.workflowId, run.worksheet);
  if (elsewhere) return { refusal: elsewhere };
  const input = { ...(vouched.message as object), by: person.userPrincipalName };
  const malformed = messageProblem(message.schema, input);
  if (malformed) return { refusal: malformed };
  const current = occasionOf(run.progress, message.name, input);
  if (occasion !== current)
    return { refusal: `This was said of another occasion (${occasion}); it is now ${current}.` };
  const speaker: Speaker = { by: person.userPrincipalName, person, groups };
  const parsed = message.schema.parse(input);
  const reason = message.refusal(run, parsed, speaker);
  if (reason) return { refusal: reason };
  run.vouchers.add(id);
  return { message: message.apply(run, parsed, speaker) };
}

/** What is to be started, as the person who signs in says it. */
interface Start {
  name: StartName;
  message: object;
}

/** With trust entra nothing begins that nobody is known to have asked for. */
export async function proveRequester(run: Run, start: Start, voucher: string | undefined): Promise<void> {
  if (run.progress.trust !== 'entra') return;
  if (!voucher) {
    throw refusalFailure(
      `With approvals.trust entra this is started by somebody who signs in: use \`npx dirsync ${start.name}\`.`,
    );
  }
  const { vouched, refusal } = await identity.openVoucher({ worksheet: run.worksheet, voucher });
  const reason = refusal ?? wrongStart(run, start, vouched!);
  if (reason) throw refusalFailure(reason);
  record(run, { type: 'requesterProven', person: vouched!.person });
}

function wrongStart(run: Run, { name, message }: Start, vouched: Vouched): string | undefined {
  if (vouched.name !== name) return `It was said to ${vouched.name} and not to ${name}.`;
  const elsewhere = foreign(vouched, run.progress.workflowId, run.worksheet);
  if (elsewhere) return elsewhere;
  return JSON.stringify(vouched.message) === JSON.stringify(message)
    ? undefined
    : 'The worksheet is not the one that the person who signed in asked for.';
}
