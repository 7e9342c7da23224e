import { isWithin } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

const countsSayIt = ['conditions', 'disruptedPods', 'expectedPods'];

/** How many pods may be disrupted, how many are healthy, and how many have to be. */
export const disruptionBudget: Narrator = narratorOf({
  isOwn: (change) => countsSayIt.some((field) => isWithin(change, 'status', field)),
  tell: () => [],
});
