import { objectId, type Write } from './write.ts';

type ObjectName = Pick<Write, 'kind' | 'namespace' | 'name'>;

/** Which Deployment a ReplicaSet belongs to, and which of its revisions it is. */
export interface Rollout {
  readonly deployment: ObjectName;
  readonly revision: number;
}

const annotation = 'metadata.annotations.deployment.kubernetes.io/revision: ';

/**
 * Keeps the revisions of Deployments, which the trace says only where they change: each new ReplicaSet is one more
 * than the greatest before it.
 */
export class RolloutRevisions {
  readonly #byReplicaSet = new Map<string, Rollout>();
  readonly #greatest = new Map<string, number>();

  /** Takes the next write; `reconciled` is the key of the object whose reconcile made it. */
  take(write: Write, reconciled: string | undefined): void {
    if (write.kind !== 'ReplicaSet' || write.by !== 'deployment-controller' || reconciled === undefined)
      return;
    const [name = '', namespace = 'default'] = reconciled.split('/').reverse();
    const deployment: ObjectName = { kind: 'Deployment', namespace, name };
    const revision = write.verb === 'create' ? this.#next(deployment) : changedRevision(write);
    if (revision === undefined) return;
    this.#greatest.set(objectId(deployment), revision);
    this.#byReplicaSet.set(objectId(write), { deployment, revision });
  }

  /** Undefined for anything but a ReplicaSet of a Deployment. */
  of(object: ObjectName): Rollout | undefined {
    return this.#byReplicaSet.get(objectId(object));
  }

  #next(deployment: ObjectName): number {
    return (this.#greatest.get(objectId(deployment)) ?? 0) + 1;
  }
}

function changedRevision({ changed = [] }: Write): number | undefined {
  const change = changed.find((one) => one.startsWith(annotation));
  return change === undefined ? undefined : Number(change.slice(change.indexOf('-> ') + 3));
}
