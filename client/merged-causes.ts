import type { Cause } from '../environment/index.ts';

/** As many causes as are kept of one item: what comes in a burst mostly began with the same thing. */
const causesMax = 16;

/** Most items have no cause that anybody reads. */
const none: Cause[] = [];
Object.freeze(none);

/** All that asked for one thing, which is done once for all of them. */
export class MergedCauses {
  /** The newest takes the last place when there is no more room. */
  causes: Cause[] = none;
  /** How many there were. */
  asked = 0;

  /** What is unknown, or the same as the one before, is none. */
  add(cause: Cause | undefined): void {
    if (cause === undefined || isSame(cause, this.causes.at(-1))) return;
    if (this.asked++ === 0) this.causes = [];
    if (this.causes.length === causesMax) this.causes.pop();
    this.causes.push(cause);
  }
}

function isSame(cause: Cause, other: Cause | undefined): boolean {
  if (other === undefined) return false;
  if ('record' in cause) return 'record' in other && other.record === cause.record;
  return 'revision' in other && other.revision === cause.revision;
}
