import {
  deepEqual,
  ignoreNotFound,
  isConflict,
  isUnsupportedMediaType,
  type KubeObject,
  type OwnerReference,
} from '../../apimachinery/index.ts';
import { type Client, type DeleteOptions, retryOnConflict } from '../../client/index.ts';
import type { Identity } from './identity.ts';
import type { KindIndex } from './kind-index.ts';

/** A cluster-scoped object refers to a namespaced owner: no retry will find it. */
export class NamespacedOwnerError extends Error {
  override readonly name = 'NamespacedOwnerError';

  constructor() {
    super('cluster-scoped objects cannot refer to namespaced owners');
  }
}

/**
 * What the API server has under the graph's identities, now. Mirrors kubernetes pkg/controller/garbagecollector
 * (operations.go). Made for one piece of work, whose cause its client carries.
 */
export class LiveObjects {
  readonly #client: Client;
  readonly #kinds: KindIndex;

  constructor(client: Client, kinds: KindIndex) {
    this.#client = client;
    this.#kinds = kinds;
  }

  /** The object of this identity, or undefined if there is none, or another one under its name. */
  async get(identity: Identity): Promise<KubeObject | undefined> {
    const type = this.#kinds.of(identity);
    if (type.namespaced && identity.namespace === '') throw new NamespacedOwnerError();
    const key = keyOf(identity, type.namespaced);
    const object = await this.#client.get<KubeObject>(type, key).catch(ignoreNotFound);
    return object?.metadata?.uid === identity.uid ? object : undefined;
  }

  /**
   * Deletes exactly this object, unless its owners have changed since they were looked at. False: it was gone.
   */
  async delete(latest: KubeObject, identity: Identity, policy: Policy): Promise<boolean> {
    const resourceVersion = latest.metadata?.resourceVersion;
    const uid = identity.uid;
    try {
      return await this.#delete(identity, policy, {
        uid,
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      });
    } catch (error) {
      if (!isConflict(error)) throw error;
      const live = await this.get(identity);
      if (live === undefined) return false;
      if (live.metadata?.resourceVersion === resourceVersion) throw error;
      if (!deepEqual(live.metadata?.ownerReferences, latest.metadata?.ownerReferences)) throw error;
      return this.#delete(identity, policy, { uid });
    }
  }

  /** Takes the references to these owners out of the object. Nothing happens where there are none. */
  async removeOwners(identity: Identity, ownerUids: readonly string[]): Promise<void> {
    const ownerReferences = ownerUids.map((uid) => ({ $patch: 'delete', uid }));
    await this.#patchOwners(identity, ownerReferences, (live) =>
      live.filter(({ uid }) => !ownerUids.includes(uid)),
    );
  }

  /** Lets the object's owners go before it. */
  async unblockOwners(identity: Identity, owners: readonly OwnerReference[]): Promise<void> {
    const unblocked = owners
      .filter(({ blockOwnerDeletion }) => blockOwnerDeletion === true)
      .map((owner) => ({ ...owner, blockOwnerDeletion: false }));
    await this.#patchOwners(identity, unblocked, (live) =>
      live.map((owner) =>
        owner.blockOwnerDeletion === true ? { ...owner, blockOwnerDeletion: false } : owner,
      ),
    );
  }

  /** Takes a finalizer away; an object that is gone or has none is fine. */
  async removeFinalizer(identity: Identity, finalizer: string): Promise<void> {
    const attempt = async () => {
      const live = await this.get(identity);
      const finalizers = live?.metadata?.finalizers ?? [];
      if (!finalizers.includes(finalizer)) return;
      const resourceVersion = live?.metadata?.resourceVersion;
      const metadata = { resourceVersion, finalizers: finalizers.filter((name) => name !== finalizer) };
      await this.#patch(identity, 'merge', { metadata });
    };
    await retryOnConflict(attempt).catch(ignoreNotFound);
  }

  async #delete(
    identity: Identity,
    propagationPolicy: Policy,
    preconditions: NonNullable<DeleteOptions['preconditions']>,
  ): Promise<boolean> {
    const type = this.#kinds.of(identity);
    const options = { propagationPolicy, preconditions };
    const key = keyOf(identity, type.namespaced);
    return (await this.#client.delete(type, key, options).catch(ignoreNotFound)) !== undefined;
  }

  /** By a strategic merge patch, or, where the kind knows none, a merge patch of the list there is. */
  async #patchOwners(
    identity: Identity,
    strategic: readonly object[],
    change: (live: readonly OwnerReference[]) => readonly OwnerReference[],
  ): Promise<void> {
    const { uid } = identity;
    try {
      await this.#patch(identity, 'strategic', { metadata: { uid, ownerReferences: strategic } });
    } catch (error) {
      if (!isUnsupportedMediaType(error)) throw error;
      const live = await this.get(identity);
      if (live === undefined) return;
      const { resourceVersion, ownerReferences = [] } = live.metadata ?? {};
      const metadata = { uid, resourceVersion, ownerReferences: change(ownerReferences) };
      await this.#patch(identity, 'merge', { metadata });
    }
  }

  async #patch(identity: Identity, type: 'strategic' | 'merge', body: object): Promise<void> {
    const resource = this.#kinds.of(identity);
    await this.#client.patch(resource, keyOf(identity, resource.namespaced), { type, body });
  }
}

type Policy = NonNullable<DeleteOptions['propagationPolicy']>;

function keyOf({ namespace, name }: Identity, namespaced: boolean) {
  return namespaced ? { namespace, name } : { name };
}
