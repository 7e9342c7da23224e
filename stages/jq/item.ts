import type { Path } from './paths.ts';
import type { Jq } from './values.ts';

/** One answer. */
export interface Item {
  readonly value: Jq;
  /** How it is reached, where that is asked for; null: it is no part of what was given. */
  readonly path: Path | null | undefined;
}

export type Items = Generator<Item, void, undefined>;

/** A value that is no part of what was given. */
export function made({ path }: Item, value: Jq): Item {
  return { value, path: path === undefined ? undefined : null };
}
