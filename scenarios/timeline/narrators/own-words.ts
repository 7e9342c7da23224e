import type { Change, WriteFields } from '../../../environment/index.ts';
import { changesOf } from '../write.ts';
import { requestOf, wordsOf } from './any-object.ts';
import { shownChanges } from './changes.ts';
import type { Narrator } from './narrator.ts';

/** What a kind says of some changes in words of its own. */
export interface OwnWords {
  /** Which changes these are. */
  readonly isOwn: (change: Change) => boolean;
  /** Told before what is told of any object; nothing of changes that go without saying. */
  readonly tell: (own: readonly Change[]) => readonly string[];
}

/** Says in words of its own what differs, and of the rest what is said of any object. */
export function narratorOf(own: OwnWords): Narrator {
  return { tell: (write) => ({ words: wordsOf(write, shownOf(write, own)), effect: requestOf(write) }) };
}

/** All that is told of a write, the most telling first. */
export function shownOf(write: WriteFields, { isOwn, tell }: OwnWords): readonly string[] {
  const own: Change[] = [];
  const others: Change[] = [];
  for (const change of changesOf(write)) (isOwn(change) ? own : others).push(change);
  return [...tell(own), ...shownChanges(others)];
}
