import type { WriteFields } from '../../environment/index.ts';
import type { Chain } from './chain.ts';
import { objectId } from './write.ts';

/** What came of one record, for those it led to. */
export interface Known {
  readonly chain: Chain;
  /** How much it says: something was asked for, something has come about, or there is a note that nobody acts on. */
  readonly weight: 2 | 1 | 0;
  readonly write?: WriteFields;
  /** Of a write, whether it is one that others act on. */
  readonly counts?: boolean;
  /** Of a reconcile, all that led to it: what was done then has its cause among these. */
  readonly choices?: readonly Known[];
}

/** Of several causes the one that says most. */
export function bestOf(choices: readonly Known[]): Known | undefined {
  let best: Known | undefined;
  for (const known of lastOfEach(choices)) if (best === undefined || saysMore(known, best)) best = known;
  return best;
}

/** What an object came to says as much as that it was made, or asked for, which led to it. */
function lastOfEach(choices: readonly Known[]): Iterable<Known> {
  if (choices.length < 2) return choices;
  const last = new Map<Known | string, Known>();
  for (const known of choices) {
    const key = known.counts === true && known.write !== undefined ? objectId(known.write) : known;
    const other = last.get(key);
    last.delete(key);
    last.set(key, other === undefined ? known : later(other, known));
  }
  return last.values();
}

function later(one: Known, other: Known): Known {
  const last = (one.write?.revision ?? 0) > (other.write?.revision ?? 0) ? one : other;
  const { weight } = one.weight > other.weight ? one : other;
  return last.weight === weight ? last : { ...last, weight };
}

/** Whether it explains more than an older cause: what was asked for, and then what began later. */
function saysMore(newer: Known, older: Known): boolean {
  if (newer.weight !== older.weight) return newer.weight > older.weight;
  return newer.chain.origin >= older.chain.origin;
}
