import type { Node, Pair, Scalar } from 'yaml';
import { Document, isMap } from 'yaml';
import type { WorksheetInput } from '../../worksheet/schema';
import { comments } from './comments';

const heading = (schema: string) =>
  [
    ` yaml-language-server: $schema=${schema}`,
    '',
    ' Planning worksheet of a directory synchronisation: one file for one deployment.',
    ' Check it with: dirsync validate <this file>',
    ' Secrets are references (env:NAME, file:/path, keyvault:https://<vault>/secrets/<name>), never values.',
  ].join('\n');

/** A worksheet as YAML with a comment above each field that needs one. Pure. */
export function renderWorksheet(worksheet: Partial<WorksheetInput>, schema: string): string {
  const document = new Document(worksheet);
  document.commentBefore = heading(schema);
  annotate(document.contents, '');
  return document.toString({ lineWidth: 0 });
}

function annotate(node: Node | null, parent: string): void {
  if (!isMap(node)) return;
  for (const { key, value } of node.items as Pair<Scalar<string>, Node | null>[]) {
    const path = parent ? `${parent}.${key.value}` : key.value;
    if (!parent) key.spaceBefore = true;
    if (comments[path]) key.commentBefore = ` ${comments[path]}`;
    annotate(value, path);
  }
}
