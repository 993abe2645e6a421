import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

const { Payloads } = temporal.api.common.v1;

/** What the Temporal UI and CLI send and expect is no list of payloads. */
export class NotPayloads extends Error {}

/**
 * One request of Temporal's codec protocol: `{ "payloads": [{ "metadata": { <name>: <base64> }, "data": <base64> }] }`, and the answer in the
 * same form (Temporal documentation, "Codec Server setup"). Fails with NotPayloads, or with the codec's own error.
 */
export async function convert(body: unknown, convertAll: PayloadCodec['decode']): Promise<object> {
  const { payloads } = (body ?? {}) as { payloads?: unknown };
  if (!Array.isArray(payloads)) throw new NotPayloads('the body has no list of payloads');
  const read = Payloads.fromObject({ payloads: payloads as object[] });
  const converted: Payload[] = await convertAll(read.payloads);
  return Payloads.toObject(Payloads.create({ payloads: converted }), { bytes: String });
}
