import { appsV1, coreV1, type V1ControllerRevision, type V1DaemonSet, type V1Pod } from '../../api/index.ts';
import { isAlreadyExists, type LabelMatcher, objectKey } from '../../apimachinery/index.ts';
import type { Client, SharedInformer } from '../../client/index.ts';
import { carryOutClaims, decideClaims } from '../kit/claim.ts';
import { controlledBy, orphansIn } from '../kit/controller-index.ts';
import { renumberRevision } from '../kit/history/index.ts';
import type { OwnWrites } from '../kit/own-writes.ts';
import type { OwnerLook } from '../kit/pod-control.ts';
import { revisionHashLabel } from './daemon-pod.ts';
import { buildRevision, hashOf, keepsTemplate, revisionsToDelete, tellApart } from './revisions.ts';

/** What a DaemonSet was before, and is now. */
export interface History {
  /** The hash of the current revision. */
  readonly hash: string;
  /** Oldest first. */
  readonly old: readonly V1ControllerRevision[];
}

/**
 * Keeps the ControllerRevisions of DaemonSets: one with the template of today, numbered above the others. Mirrors
 * kubernetes pkg/controller/daemon (constructHistory, cleanupHistory).
 */
export class DaemonSetHistory {
  readonly #revisions: SharedInformer<V1ControllerRevision>;
  readonly #ownWrites: OwnWrites;

  constructor(revisions: SharedInformer<V1ControllerRevision>, ownWrites: OwnWrites) {
    this.#revisions = revisions;
    this.#ownWrites = ownWrites;
  }

  /** Adopts, creates, renumbers; `podsOf` is asked for pods where several revisions have become one. */
  async construct(
    look: OwnerLook<V1DaemonSet>,
    matcher: LabelMatcher,
    podsOf: () => Promise<readonly V1Pod[]>,
  ): Promise<History> {
    const owned: V1ControllerRevision[] = [];
    for (const revision of await this.#claim(look, matcher)) owned.push(await this.#withHash(look, revision));
    const { current, doubles, old, next } = tellApart(look.owner, owned);
    if (current === undefined) return { hash: hashOf(await this.#create(look, next)), old };
    if (doubles.length > 0) await this.#merge(look, current, doubles, await podsOf());
    if (current.revision < next) this.#wrote(look, await renumberRevision(look.client, current, next));
    return { hash: hashOf(current), old };
  }

  /** Deletes old revisions beyond the limit. */
  async cleanUp(
    { client, owner }: OwnerLook<V1DaemonSet>,
    old: readonly V1ControllerRevision[],
    pods: readonly V1Pod[],
  ): Promise<void> {
    for (const revision of revisionsToDelete(owner, old, pods))
      await client.delete(appsV1.controllerRevisions, objectKey(revision));
  }

  #claim(look: OwnerLook<V1DaemonSet>, matcher: LabelMatcher): Promise<readonly V1ControllerRevision[]> {
    const { client, owner } = look;
    const { indexer, type } = this.#revisions;
    const { uid = '', namespace = '' } = owner.metadata ?? {};
    const claims = decideClaims(owner, matcher, controlledBy(indexer, uid), orphansIn(indexer, namespace));
    const onWrite = (revision: V1ControllerRevision) => this.#wrote(look, revision);
    return carryOutClaims({ client, type, owner, ownerType: appsV1.daemonSets, onWrite }, claims);
  }

  /** Revisions of old clients lack the label; their name is as good as a hash. */
  async #withHash(
    look: OwnerLook<V1DaemonSet>,
    revision: V1ControllerRevision,
  ): Promise<V1ControllerRevision> {
    if (hashOf(revision) !== '') return revision;
    const { metadata } = revision;
    const labels = { ...metadata?.labels, [revisionHashLabel]: metadata?.name ?? '' };
    const labelled = { ...revision, metadata: { ...metadata, labels } };
    return this.#wrote(look, await look.client.update(appsV1.controllerRevisions, labelled));
  }

  /** Mirrors kubernetes pkg/controller/daemon (snapshot). */
  async #create(look: OwnerLook<V1DaemonSet>, number: number): Promise<V1ControllerRevision> {
    const { client, owner } = look;
    const revision = buildRevision(owner, number);
    try {
      return this.#wrote(look, await client.create(appsV1.controllerRevisions, revision));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const existing = await client.get(appsV1.controllerRevisions, objectKey(revision));
      if (keepsTemplate(existing, owner)) return existing;
      await countCollision(client, owner);
      throw error;
    }
  }

  /** One revision stays: its hash becomes that of the pods. Mirrors kubernetes pkg/controller/daemon (dedupCurHistories). */
  async #merge(
    { client }: OwnerLook<V1DaemonSet>,
    current: V1ControllerRevision,
    doubles: readonly V1ControllerRevision[],
    pods: readonly V1Pod[],
  ): Promise<void> {
    const hash = hashOf(current);
    const body = { metadata: { labels: { [revisionHashLabel]: hash } } };
    for (const pod of pods)
      if (hashOf(pod) !== hash) await client.patch(coreV1.pods, objectKey(pod), { type: 'merge', body });
    for (const double of doubles) await client.delete(appsV1.controllerRevisions, objectKey(double));
  }

  #wrote({ key }: OwnerLook<V1DaemonSet>, revision: V1ControllerRevision): V1ControllerRevision {
    this.#ownWrites.wrote(key, this.#revisions, revision);
    return revision;
  }
}

/** Another revision has the name: with one collision more the next look makes another name. */
async function countCollision(client: Client, owner: V1DaemonSet): Promise<void> {
  const fresh = await client.get(appsV1.daemonSets, objectKey(owner));
  const { status } = fresh;
  const known = owner.status?.collisionCount;
  if (status?.collisionCount !== known) {
    const name = owner.metadata?.name;
    throw new Error(
      `found a stale collision count (${known}, expected ${status?.collisionCount}) of DaemonSet "${name}" while processing; will retry until it is updated`,
    );
  }
  const counts = {
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  };
  await client.updateStatus(appsV1.daemonSets, {
    ...fresh,
    status: { ...counts, ...status, collisionCount: (known ?? 0) + 1 },
  });
}
