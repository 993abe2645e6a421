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
const keyword = 2;
const keywordList = 7;

/** `name=Type` as the Temporal CLI takes them. */
export const searchAttributeFlags = Object.values(searchAttributeKeys).map(
  ({ name, type }) => `${name}=${type === SearchAttributeType.KEYWORD_LIST ? 'KeywordList' : 'Keyword'}`,
);

/** Names of those of our search attributes that the namespace lacks. A workflow that sets one of them would stand still. */
export async function missingSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.values(searchAttributeKeys)
    .map(({ name }) => name)
    .filter((name) => !customAttributes?.[name]);
}

/** Registers search attributes, all of ours where none are named. */
export async function addSearchAttributes(
  connection: Connection,
  namespace: string,
  names?: string[],
): Promise<void> {
  const wanted = Object.values(searchAttributeKeys).filter(({ name }) => names?.includes(name) ?? true);
  const types = wanted.map(({ name, type }): [string, number] => [
    name,
    type === SearchAttributeType.KEYWORD_LIST ? keywordList : keyword,
  ]);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(types),
  });
}

/** What an operator runs on a server that dirsync does not manage. */
export const searchAttributeCommands = (namespace: string, names: string[]): string[] =>
  searchAttributeFlags
    .map((flag) => flag.split('=') as [string, string])
    .filter(([name]) => names.includes(name))
    .map(
      ([name, type]) =>
        `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    );
