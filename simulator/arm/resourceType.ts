import type { z } from 'zod';
import type { World } from '../world';
import type { Minutes } from './durations';
import type { ArmErrorBody } from './errors';
import type { Properties, Resource } from './state';

/** A PUT that has passed the general checks. */
export interface Change<P = Properties> {
  world: World;
  id: string;
  name: string;
  location: string;
  apiVersion: string;
  body: { properties: P; top: Properties };
  existing?: Resource<P>;
}

export interface ActionCall {
  world: World;
  resource: Resource;
  body: unknown;
}

/** Done at once, or an operation that is begun and answered with 202. */
export type ActionAnswer = { status: number; body?: unknown } | { operation: ActionOperation };

export interface ActionOperation {
  /** The resource, which is Updating meanwhile, or something of it that is none and keeps nobody waiting. */
  target: string;
  minutes: number;
  result?: unknown;
  failure?: ArmErrorBody;
}

/** What a resource provider knows of one type; everything that all types share is in `engine.ts`. */
export interface ResourceType<P = Properties> {
  type: string;
  minutes: Minutes;
  /** provisioningState while a PUT is in flight; a GET of Network says Updating, of Compute Creating. */
  working: 'Updating' | 'Creating';
  /** How the body carries one, if it does: Network's are weak, and of Compute only machines have them (virtualMachine.json 2024-07-01). */
  etag: 'weak' | 'strong' | false;
  /** Child types without a location of their own. */
  locationless?: true;
  /** What may be written under `properties`; anything else is refused. */
  schema: z.ZodType<P>;
  /** Members beside properties, location and tags that may be written. */
  top?: Record<string, z.ZodType>;
  /** Refuses, or returns the properties as they are kept. */
  accept(change: Change<P>): P;
  /** What comes to be beside the resource itself, when its PUT begins; returns further targets of the operation. */
  begun?(world: World, resource: Resource<P>): string[];
  /** In minutes of Azure, where it depends on the resource. */
  putMinutes?(world: World, resource: Resource<P>): number;
  /** When a PUT ends; what it returns is the failure. */
  ended?(world: World, resource: Resource<P>): ArmErrorBody | undefined;
  /** Computed members of `properties`. */
  view?(world: World, resource: Resource<P>, expand: string[]): Properties;
  /** Refuses a deletion of what is in use. */
  beforeDelete?(world: World, resource: Resource<P>): void;
  deleted?(world: World, resource: Resource<P>): void;
  /** Lists under `properties`, in lower case, whose items are resources of their own too. */
  embedded?: string[];
  actionEnded?(world: World, resource: Resource<P>, action: string): void;
  /** By `METHOD name` in lower case, e.g. `post vpndeviceconfigurationscript`. */
  actions?: Record<string, (call: ActionCall) => ActionAnswer>;
}
