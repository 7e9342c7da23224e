import type { WriteFields } from '../../../environment/index.ts';

/** What a write did, in words; `state` if it only reports how things are. */
export interface Words {
  readonly kind: 'act' | 'state';
  readonly what: string;
}

/** What others act on when they see a write: `Pod web-x2k1 ready`. */
export interface Effect {
  readonly text: string;
  /** The objects it is about, by `objectId`. */
  readonly about: readonly string[];
}

/** What is to say of one write. */
export interface Telling {
  /** Undefined for a write that tells nothing. */
  readonly words: Words | undefined;
  /** Undefined for a write that nobody acts on, as far as a person would say. */
  readonly effect: Effect | undefined;
}

/** Puts the writes of one kind of objects into words. One tells of one timeline, and may remember what it has told. */
export interface Narrator {
  /** Called once for each write, in order. */
  tell(write: WriteFields): Telling;
}
