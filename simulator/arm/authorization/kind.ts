import type { World } from '../../world';
import type { Extension } from './extension';
import type { AuthorizationState, Placed } from './state';

/** A PUT on a scope, with the caller's body. */
export interface AuthorizationPut {
  world: World;
  scope: string;
  name: string;
  body: unknown;
}

type Section = Exclude<keyof AuthorizationState, 'seeded'>;

/** What one type of Microsoft.Authorization knows; how they are kept and listed is in `index.ts`. */
export interface Kind<P = unknown> {
  /** Also the section of the state. */
  type: Section;
  /** Code of a GET for what isn't there. */
  notFound: string;
  /** Refuses, or returns the properties as they are kept. */
  accept(put: AuthorizationPut): P;
  /** The properties as GET shows them. */
  view(world: World, one: Placed<P>): object;
  /** There without anybody having put them. */
  builtIn?: () => Placed<P>[];
  beforeDelete?(world: World, one: Placed<P>): void;
  /** By `$filter` of a list, besides `atScope()`. */
  fits?(one: Placed<P>, filter: string): boolean;
}

export const idAt = ({ scope }: Pick<Extension, 'scope'>, type: string, name: string): string =>
  `${scope}/providers/Microsoft.Authorization/${type}/${name}`;
