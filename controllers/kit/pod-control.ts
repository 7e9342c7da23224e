import type { V1Pod, V1PodTemplateSpec } from '../../api/index.ts';
import { isNotFound, type KubeObject, keyOf, type LabelMatcher } from '../../apimachinery/index.ts';
import type { Client, SharedInformer } from '../../client/index.ts';
import { isPodActive, isPodTerminating } from '../../component-helpers/index.ts';
import { causeOf, type EventHandler } from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { carryOutClaims, decideClaims } from './claim.ts';
import { allOrphanPodsIn, allPodsOf, controlledBy, orphansIn } from './controller-index.ts';
import { expectationsTimeoutMs, UidTrackingControllerExpectations } from './expectations.ts';
import { KeyTimers, type Wake } from './key-timers.ts';
import { OwnWrites } from './own-writes.ts';
import { OwnerEvents, type SelectingOwners } from './owner-events.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { createPod, deletePod } from './pod-writes.ts';
import type { Report } from './report.ts';
import { slowStartBatch, slowStartInitialBatchSize } from './slow-start-batch.ts';

/**
 * How long news that only count (a pod seen, running, ready) are gathered before the status tells them: as long as a
 * request to a real API server takes, which is what gathers them there. A thousand pods that become ready within a
 * second are then told in a hundred writes, not in a thousand.
 */
const statusGatherMs = 10;

export interface PodControlParts<O extends KubeObject> extends SelectingOwners<O> {
  readonly owners: SharedInformer<O>;
  /** Finds pods by their controller: see `indexPodsByController`. */
  readonly pods: SharedInformer<V1Pod>;
  readonly clock: Clock;
  /** Makes the controller look at an owner that has waited. */
  readonly wake: Wake;
}

/** One look at an owner: whose pods, and by whom it is said what is done to them. */
export interface OwnerLook<O extends KubeObject> {
  readonly key: string;
  readonly owner: O;
  readonly client: Client;
  readonly report: Report;
}

/** An owner's pods that its selector selects. */
export interface ClaimedPods {
  /** Neither finished nor being deleted. */
  readonly active: readonly V1Pod[];
  readonly terminatingCount: number;
}

/**
 * The pods of owners of one kind, for a controller that keeps so many of them: adopts and releases, creates slowly at
 * first, deletes; and remembers what was asked for and not yet seen, so that nobody acts on a cache that is behind.
 * Its events wake the owner, its timers are a runnable of their own. Mirrors kubernetes pkg/controller (RealPodControl,
 * PodControllerRefManager).
 *
 * Differs: what calls for no pod to be made or deleted is gathered for a moment (`statusGatherMs`).
 */
export class PodControl<O extends KubeObject> {
  readonly expectations: UidTrackingControllerExpectations;
  readonly ownWrites = new OwnWrites();
  /** Wakes an owner that has waited for its own creations and deletions in vain. */
  readonly wakeUps: KeyTimers;
  readonly #parts: PodControlParts<O>;

  constructor(parts: PodControlParts<O>) {
    this.#parts = parts;
    this.expectations = new UidTrackingControllerExpectations(parts.clock);
    this.wakeUps = new KeyTimers(`${parts.owners.type.resource}-wake-ups`, parts.clock, parts.wake);
  }

  /** What happens to pods wakes their owners, and ticks off what these wait for. */
  podEvents(): EventHandler<V1Pod> {
    const { owners, selectorOf } = this.#parts;
    const gather = { forMs: statusGatherMs, counts: isPodActive };
    return new OwnerEvents({ owners, selectorOf, expectations: this.expectations, gather });
  }

  /**
   * What happens to an owner wakes it. One that is gone, or that another one of its name has replaced, waits for nothing
   * any more. Mirrors kubernetes pkg/controller/replicaset (addRS, updateRS, deleteRS).
   */
  ownerEvents(): EventHandler<O> {
    return {
      create: ({ object }, queue) => queue.add(keyOf(object), causeOf(object)),
      update: ({ oldObject, object }, queue) => {
        // Deleted and made again between two looks.
        if (oldObject.metadata?.uid !== object.metadata?.uid)
          this.expectations.deleteExpectations(keyOf(object));
        queue.add(keyOf(object), causeOf(object));
      },
      delete: ({ object }, queue) => {
        this.expectations.deleteExpectations(keyOf(object));
        queue.add(keyOf(object), causeOf(object));
      },
    };
  }

  /** Whether pods may be created and deleted: all that was asked for before is seen, and the owner is to stay. */
  mayManage({ key, owner }: OwnerLook<O>): boolean {
    return this.expectations.satisfiedExpectations(key) && owner.metadata?.deletionTimestamp === undefined;
  }

  /** A watch may miss what is expected: after the timeout the owner is looked at without it. */
  awaitExpectations(key: string): void {
    const isSatisfied = this.expectations.satisfiedExpectations(key);
    this.wakeUps.set(key, isSatisfied ? undefined : expectationsTimeoutMs + 1);
  }

  /** The owner is gone. */
  forget(key: string): void {
    this.expectations.deleteExpectations(key);
    this.ownWrites.forget(key);
    this.wakeUps.set(key, undefined);
  }

  /** The pods that count, with those that no longer match let go and matching orphans taken. */
  async claim(look: OwnerLook<O>, matcher: LabelMatcher): Promise<ClaimedPods> {
    const { pods } = this.#parts;
    const { uid = '', namespace = '' } = look.owner.metadata ?? {};
    const controlled = controlledBy(pods.indexer, uid);
    const activeControlled = controlled.every(isPodActive) ? controlled : controlled.filter(isPodActive);
    let terminatingCount = 0;
    for (const pod of activeControlled === controlled ? [] : controlled) {
      if (isPodTerminating(pod) && matcher.matches(pod.metadata?.labels)) terminatingCount++;
    }
    const orphans = orphansIn(pods.indexer, namespace);
    return { active: await this.#claim(look, matcher, activeControlled, orphans), terminatingCount };
  }

  /** As `claim`, and all of them: also those that are over or are being deleted. */
  async claimAll(look: OwnerLook<O>, matcher: LabelMatcher): Promise<readonly V1Pod[]> {
    const { indexer } = this.#parts.pods;
    const { uid = '', namespace = '' } = look.owner.metadata ?? {};
    return this.#claim(look, matcher, allPodsOf(indexer, uid), allOrphanPodsIn(indexer, namespace));
  }

  #claim(
    { key, client, owner }: OwnerLook<O>,
    matcher: LabelMatcher,
    controlled: readonly V1Pod[],
    orphans: readonly V1Pod[],
  ): Promise<readonly V1Pod[]> {
    const { owners, pods } = this.#parts;
    const onWrite = (pod: V1Pod) => this.ownWrites.wrote(key, pods, pod);
    const context = { client, type: pods.type, owner, ownerType: owners.type, onWrite };
    return carryOutClaims(context, decideClaims(owner, matcher, controlled, orphans));
  }

  /** Creates `count` pods from the template, as `change` does. */
  create(look: OwnerLook<O>, template: V1PodTemplateSpec | undefined, count: number): Promise<void> {
    const pod = podFromTemplate(template, look.owner, this.#parts.owners.type);
    return this.change(look, new Array<V1Pod>(count).fill(pod), []);
  }

  /** Deletes the pods, as `change` does. */
  delete(look: OwnerLook<O>, pods: readonly V1Pod[]): Promise<void> {
    return this.change(look, [], pods);
  }

  /**
   * Creates pods, slowly at first, and then deletes others, all at once; what was not created will not be expected, and
   * what is gone already is no failure. Rejects with the first failure, after everything was tried. Mirrors kubernetes
   * pkg/controller/replicaset (manageReplicas) and pkg/controller/daemon (syncNodes).
   */
  async change(look: OwnerLook<O>, creations: readonly V1Pod[], deletions: readonly V1Pod[]): Promise<void> {
    const { key } = look;
    this.expectations.setExpectations(key, creations.length, deletions.map(keyOf));
    const { successes, error } = await slowStartBatch(creations, slowStartInitialBatchSize, (pod) =>
      this.#create(look, pod),
    );
    for (let skipped = successes; skipped < creations.length; skipped++)
      this.expectations.creationObserved(key);
    const results = await Promise.allSettled(deletions.map((pod) => this.#delete(look, pod)));
    if (error !== undefined) throw error;
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async #create({ key, client, report }: OwnerLook<O>, pod: V1Pod): Promise<void> {
    const created = await createPod(client, report, pod);
    if (created !== undefined) this.ownWrites.wrote(key, this.#parts.pods, created);
  }

  async #delete({ key, client, report }: OwnerLook<O>, pod: V1Pod): Promise<void> {
    try {
      await deletePod(client, report, pod);
    } catch (error) {
      // This deletion will not be seen, or was seen before.
      this.expectations.deletionObserved(key, keyOf(pod));
      if (!isNotFound(error)) throw error;
    }
  }
}
