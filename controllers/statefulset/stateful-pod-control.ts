import { coreV1, type V1PersistentVolumeClaim, type V1Pod, type V1StatefulSet } from '../../api/index.ts';
import { ignoreNotFound, isAlreadyExists, makeKey, messageOf, objectKey } from '../../apimachinery/index.ts';
import { type Client, retryOnConflict, type SharedInformer } from '../../client/index.ts';
import { combined } from '../kit/combined.ts';
import type { OwnWrites } from '../kit/own-writes.ts';
import type { Report } from '../kit/report.ts';
import type { Step } from './decide.ts';
import { identityLabels, identityMatches, ordinalOf } from './identity.ts';
import { hasUnexpectedController, ownersUpToDate, wantedOwnerReferences } from './retention.ts';
import { claimsOf, storageMatches, volumesOf } from './stateful-pod.ts';

/** What a control works with, and for whom. */
export interface StatefulPodControlParts {
  readonly key: string;
  readonly set: V1StatefulSet;
  readonly client: Client;
  readonly report: Report;
  readonly pods: SharedInformer<V1Pod>;
  readonly claims: SharedInformer<V1PersistentVolumeClaim>;
  readonly ownWrites: OwnWrites;
}

type Verb = 'Create' | 'Update' | 'Delete';

/**
 * Does to the pods and claims of one set what was decided, and tells of it. Mirrors kubernetes
 * pkg/controller/statefulset (StatefulPodControl). Differs: deletions, too, are remembered until they are seen.
 */
export class StatefulPodControl {
  readonly #parts: StatefulPodControlParts;

  constructor(parts: StatefulPodControlParts) {
    this.#parts = parts;
  }

  /** The claim in the cache. */
  claim(name: string): V1PersistentVolumeClaim | undefined {
    const { claims, set } = this.#parts;
    return claims.indexer.get(makeKey(set.metadata?.namespace, name));
  }

  /** Rejects with what went wrong, after it was told. */
  take({ does, pod }: Step): Promise<void> {
    switch (does) {
      case 'create':
        return this.#create(pod);
      case 'delete':
        return this.#delete(pod);
      case 'create-claims':
        return this.#createMissingClaims(pod);
      case 'repair':
        return this.#repair(pod);
      case 'own-claims':
        return this.#ownClaims(pod);
    }
  }

  /** Mirrors DeleteStatefulPod: what is gone is deleted. */
  async #delete(pod: V1Pod): Promise<void> {
    const { key, client, pods, ownWrites } = this.#parts;
    await this.#told('Delete', pod, async () => {
      await client.delete(coreV1.pods, objectKey(pod)).catch(ignoreNotFound);
    });
    ownWrites.deleted(key, pods, pod);
  }

  /** Mirrors CreateStatefulPod. */
  async #create(pod: V1Pod): Promise<void> {
    const { key, client, pods, ownWrites } = this.#parts;
    await this.#toldIfFailed('Create', pod, () => this.#createClaims(pod));
    await this.#told('Create', pod, async () => {
      ownWrites.wrote(key, pods, await client.create(coreV1.pods, pod));
    });
    await this.#toldIfFailed('Update', pod, () => this.#ownClaims(pod));
  }

  /** Mirrors createMissingPersistentVolumeClaims. */
  async #createMissingClaims(pod: V1Pod): Promise<void> {
    await this.#createClaims(pod);
    await this.#toldIfFailed('Update', pod, () => this.#ownClaims(pod));
  }

  /** Mirrors UpdateStatefulPod. */
  async #repair(pod: V1Pod): Promise<void> {
    let current: V1Pod | undefined = pod;
    const { client } = this.#parts;
    await this.#told('Update', pod, () =>
      retryOnConflict(async () => {
        const known = current ?? (await client.get(coreV1.pods, objectKey(pod)));
        current = undefined;
        await this.#repairOnce(known);
      }),
    );
  }

  async #repairOnce(pod: V1Pod): Promise<void> {
    const { key, set, client, pods, ownWrites } = this.#parts;
    const ordinal = ordinalOf(pod);
    const hasStorage = storageMatches(set, pod);
    if (!hasStorage) await this.#createClaims(pod);
    await this.#ownClaims(pod);
    const labels = { ...pod.metadata?.labels, ...identityLabels(set, ordinal) };
    const wanted: V1Pod = {
      ...pod,
      ...(!identityMatches(set, pod) && { metadata: { ...pod.metadata, labels } }),
      ...(!hasStorage &&
        pod.spec !== undefined && {
          spec: { ...pod.spec, volumes: volumesOf(set, pod.spec.volumes ?? [], ordinal) },
        }),
    };
    ownWrites.wrote(key, pods, await client.update(coreV1.pods, wanted));
  }

  /** Creates the claims that are missing; one that is being deleted has to go first. Mirrors createPersistentVolumeClaims. */
  async #createClaims(pod: V1Pod): Promise<void> {
    const errors: unknown[] = [];
    for (const claim of claimsOf(this.#parts.set, ordinalOf(pod))) {
      const { name = '' } = claim.metadata ?? {};
      const known = this.claim(name);
      if (known === undefined) await this.#createClaim(pod, claim).catch((error) => errors.push(error));
      else if (known.metadata?.deletionTimestamp !== undefined)
        errors.push(new Error(`pvc ${name} is being deleted`));
    }
    if (errors.length > 0) throw combined(errors);
  }

  async #createClaim(pod: V1Pod, claim: V1PersistentVolumeClaim): Promise<void> {
    const { key, client, claims, ownWrites, report, set } = this.#parts;
    const { name } = claim.metadata ?? {};
    const place = `Pod ${pod.metadata?.name} in StatefulSet ${set.metadata?.name}`;
    try {
      ownWrites.wrote(key, claims, await client.create(coreV1.persistentVolumeClaims, claim));
      report('Normal', 'SuccessfulCreate', `Create Claim ${name} ${place} success`);
    } catch (error) {
      const message = messageOf(error);
      if (!isAlreadyExists(error))
        report('Warning', 'FailedCreate', `Create Claim ${name} for ${place} failed error: ${message}`);
      throw new Error(`failed to create PVC ${name}: ${message}`, { cause: error });
    }
  }

  /** Mirrors UpdatePodClaimForRetentionPolicy. */
  async #ownClaims(pod: V1Pod): Promise<void> {
    const { set, report } = this.#parts;
    for (const { metadata } of claimsOf(set, ordinalOf(pod))) {
      const claim = this.claim(metadata?.name ?? '');
      if (claim === undefined) continue;
      if (hasUnexpectedController(claim, set, pod))
        report('Warning', 'ConflictingController', conflictText(metadata?.name));
      if (!ownersUpToDate(claim, set, pod)) await this.#ownClaim(claim, pod);
    }
  }

  async #ownClaim(claim: V1PersistentVolumeClaim, pod: V1Pod): Promise<void> {
    const { key, set, client, claims, ownWrites } = this.#parts;
    const ownerReferences = wantedOwnerReferences(claim, set, pod);
    const wanted = { ...claim, metadata: { ...claim.metadata, ownerReferences } };
    try {
      ownWrites.wrote(key, claims, await client.update(coreV1.persistentVolumeClaims, wanted));
    } catch (error) {
      const what = `could not update claim ${claim.metadata?.name} for delete policy ownerRefs`;
      throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
    }
  }

  async #told(verb: Verb, pod: V1Pod, work: () => Promise<void>): Promise<void> {
    await this.#toldIfFailed(verb, pod, work);
    this.#parts.report('Normal', `Successful${verb}`, `${this.#what(verb, pod)} successful`);
  }

  async #toldIfFailed(verb: Verb, pod: V1Pod, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const message = `${this.#what(verb, pod)} failed error: ${messageOf(error)}`;
      // The cache is behind where a pod is there already, and nothing is wrong.
      if (!isAlreadyExists(error)) this.#parts.report('Warning', `Failed${verb}`, message);
      throw error;
    }
  }

  #what(verb: Verb, pod: V1Pod): string {
    return `${verb} Pod ${pod.metadata?.name} in StatefulSet ${this.#parts.set.metadata?.name}`;
  }
}

function conflictText(name: string | undefined): string {
  const what = 'has a conflicting OwnerReference that acts as a manging controller';
  return `PersistentVolumeClaim ${name} ${what}, the retention policy is ignored for this claim`;
}
