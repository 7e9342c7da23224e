import { RecentMap } from '../../../collections/index.ts';
import type { WriteFields } from '../../../environment/index.ts';
import { asks, changesOf, isAt, nameOf, type ObjectName, objectId, valueText } from '../write.ts';
import { effectOf, requested, wordsOf } from './any-object.ts';
import { shownChanges } from './changes.ts';
import type { Effect, Narrator, Telling, Words } from './narrator.ts';

const annotation = 'deployment.kubernetes.io/revision';
/** As many rollouts at once as anybody reads of. */
const rolloutsKept = 5_000;

/** Which Deployment a ReplicaSet belongs to, and which of its revisions it is. */
interface Rollout {
  readonly deployment: ObjectName;
  readonly revision: number;
}

/**
 * A ReplicaSet of a Deployment is one of its revisions. The trace says these only where they change: each new ReplicaSet
 * is one more than the greatest before it.
 */
export class ReplicaSetNarrator implements Narrator {
  readonly #rollouts = new RecentMap<string, Rollout>(rolloutsKept);
  readonly #greatest = new RecentMap<string, number>(rolloutsKept);

  tell(write: WriteFields): Telling {
    const rollout = this.#take(write);
    return { words: this.#words(write, rollout), effect: this.#effect(write) };
  }

  #words(write: WriteFields, rollout: Rollout | undefined): Words | undefined {
    const moved = revisionChange(write);
    const shown = shownChanges(changesOf(write));
    const words = wordsOf(write, moved === undefined ? shown : [moved.text, ...shown]);
    if (words === undefined || write.verb !== 'create' || rollout === undefined) return words;
    return { ...words, what: `${words.what} (revision ${rollout.revision})` };
  }

  #effect(write: WriteFields): Effect | undefined {
    if (!asks(write)) return undefined;
    const what = requested(write);
    const rollout = this.#rollouts.get(objectId(write));
    if (rollout === undefined || write.verb === 'delete') return effectOf(write, what);
    const { deployment, revision } = rollout;
    return {
      text: `${nameOf(deployment)} revision ${revision}${what === '' ? '' : ` ${what}`}`,
      about: [objectId(write), objectId(deployment)],
    };
  }

  #take(write: WriteFields): Rollout | undefined {
    const { owner, namespace } = write;
    if (owner?.kind !== 'Deployment') return undefined;
    const deployment: ObjectName = { ...owner, namespace };
    const revision = write.verb === 'create' ? this.#next(deployment) : revisionChange(write)?.revision;
    if (revision === undefined) return undefined;
    this.#greatest.set(objectId(deployment), revision);
    const rollout = { deployment, revision };
    this.#rollouts.set(objectId(write), rollout);
    return rollout;
  }

  #next(deployment: ObjectName): number {
    return (this.#greatest.get(objectId(deployment)) ?? 0) + 1;
  }
}

function revisionChange(
  write: WriteFields,
): { readonly revision: number; readonly text: string } | undefined {
  const change = changesOf(write).find((one) => isAt(one, 'metadata', 'annotations', annotation));
  if (change === undefined) return undefined;
  const text = `revision ${valueText(change.before)} -> ${valueText(change.after)}`;
  return { revision: Number(change.after), text };
}
