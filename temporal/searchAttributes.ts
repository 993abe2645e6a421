import type { Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../roadmap/messages';

export const searchAttributeKeys = {
  phase: defineSearchAttributeKey(searchAttributes.phase, SearchAttributeType.KEYWORD),
  waitingFor: defineSearchAttributeKey(searchAttributes.waitingFor, SearchAttributeType.KEYWORD_LIST),
  tenant: defineSearchAttributeKey(searchAttributes.tenant, SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey(searchAttributes.outcome, SearchAttributeType.KEYWORD),
};

/** temporal.api.enums.v1.IndexedValueType */
const indexedValueTypes = { KEYWORD: 2, KEYWORD_LIST: 7 } as const;

/** `name=Type` as the Temporal CLI takes them. */
export const searchAttributeFlags = Object.values(searchAttributeKeys).map(
  ({ name, type }) => `${name}=${type === SearchAttributeType.KEYWORD_LIST ? 'KeywordList' : 'Keyword'}`,
);

/** Registers those of our search attributes that the namespace lacks; returns the names that were new. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const present = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributeKeys).filter(({ name }) => !present.customAttributes?.[name]);
  if (missing.length > 0) {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map(({ name, type }) => [
          name,
          type === SearchAttributeType.KEYWORD_LIST ? indexedValueTypes.KEYWORD_LIST : indexedValueTypes.KEYWORD,
        ]),
      ),
    });
  }
  return missing.map(({ name }) => name);
}
