import {
  coreV1,
  type V1Node,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1Pod,
} from '../../../api/index.ts';
import { keyOf, makeKey } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';
import { boundVolume, isReachableFrom, storageAnnotations } from '../../../component-helpers/index.ts';
import type { Clock } from '../../../environment/index.ts';
import { versionOf } from '../assumed-objects.ts';
import type { Binding, PodVolumes } from './find-volumes.ts';
import { isFullyBound, type StorageListers } from './pod-claims.ts';

/** How often it is looked whether they are, as upstream does. */
const lookEveryMs = 1_000;

/** The decisions for a pod, as objects that are to be written. */
export interface AssumedVolumes {
  readonly volumes: readonly V1PersistentVolume[];
  readonly claims: readonly V1PersistentVolumeClaim[];
}

/** From now on the volumes are the claims', and the other claims are to have theirs on this node. Mirrors AssumePodVolumes. */
export function assume(
  { bindings, provisions }: PodVolumes,
  nodeName: string,
  listers: StorageListers,
): AssumedVolumes {
  const volumes = bindings.map(({ volume, claim }: Binding) => boundVolume(volume, claim));
  const claims = provisions.map((claim) => onNode(claim, nodeName));
  for (const volume of volumes) listers.volumes.assume(volume);
  for (const claim of claims) listers.claims.assume(claim);
  return { volumes, claims };
}

export function takeBack({ volumes, claims }: AssumedVolumes, listers: StorageListers): void {
  for (const volume of volumes) listers.volumes.restore(volume);
  for (const claim of claims) listers.claims.restore(claim);
}

function onNode(claim: V1PersistentVolumeClaim, nodeName: string): V1PersistentVolumeClaim {
  const { metadata } = claim;
  const annotations = { ...metadata?.annotations, [storageAnnotations.selectedNode]: nodeName };
  return { ...claim, metadata: { ...metadata, annotations } };
}

/** What binding works with. */
export interface BindParts {
  readonly clock: Clock;
  readonly client: Client;
  readonly listers: StorageListers;
  pause(delayMs: number): Promise<void>;
  node(): V1Node | undefined;
  /** Whether the pod is still there. */
  isWanted(pod: V1Pod): boolean;
  /** How long volumes may take to be bound. */
  readonly timeoutMs: number;
  /** Aborted when the pod is not to be bound any more. */
  readonly signal: AbortSignal;
}

/** Writes what was decided, and waits until all is bound. Resolves with why it was not. Mirrors BindPodVolumes. */
export async function bindVolumes(
  pod: V1Pod,
  assumed: AssumedVolumes,
  parts: BindParts,
): Promise<string | undefined> {
  const { client, clock, signal, timeoutMs } = parts;
  const volumes: V1PersistentVolume[] = [];
  const claims: V1PersistentVolumeClaim[] = [];
  for (const volume of assumed.volumes) {
    volumes.push(await client.update(coreV1.persistentVolumes, volume));
    if (signal.aborted) return undefined;
  }
  for (const claim of assumed.claims) {
    claims.push(await client.update(coreV1.persistentVolumeClaims, claim));
    if (signal.aborted) return undefined;
  }
  const deadlineMs = clock.now() + timeoutMs;
  for (;;) {
    const state = bindingState(pod, { volumes, claims }, parts);
    if (state !== 'waits') return state === 'bound' ? undefined : `binding volumes: ${state.failure}`;
    if (clock.now() >= deadlineMs) return 'binding volumes: context deadline exceeded';
    await parts.pause(lookEveryMs);
    if (signal.aborted) return undefined;
  }
}

type BindingState = 'bound' | 'waits' | { readonly failure: string };

/** Mirrors checkBindings. */
function bindingState(pod: V1Pod, written: AssumedVolumes, parts: BindParts): BindingState {
  const node = parts.node();
  if (node === undefined) return { failure: 'the node is gone' };
  if (!parts.isWanted(pod))
    return { failure: `pod does not exist any more: pod ${JSON.stringify(pod.metadata?.name)} not found` };
  const states = [
    ...written.volumes.map((volume) => volumeState(volume, node, parts)),
    ...written.claims.map((claim) => claimState(claim, node, parts)),
  ];
  return states.find((state) => state !== 'bound') ?? 'bound';
}

function volumeState(written: V1PersistentVolume, node: V1Node, { listers }: BindParts): BindingState {
  const name = JSON.stringify(written.metadata?.name);
  const volume = listers.volumes.seen(keyOf(written));
  if (volume === undefined) return { failure: `failed to check binding: persistentvolume ${name} not found` };
  if (versionOf(written) > versionOf(volume)) return 'waits';
  const conflict = affinityFailure(volume, node);
  if (conflict !== undefined) return conflict;
  const { claimRef } = volume.spec ?? {};
  if (!claimRef?.uid) return { failure: `ClaimRef got reset for pv ${name}` };
  const claim = listers.claims.seen(makeKey(claimRef.namespace, claimRef.name ?? ''));
  if (claim === undefined)
    return {
      failure: `failed to check binding: persistentvolumeclaim ${JSON.stringify(claimRef.name)} not found`,
    };
  return isFullyBound(claim) ? 'bound' : 'waits';
}

function claimState(written: V1PersistentVolumeClaim, node: V1Node, { listers }: BindParts): BindingState {
  const name = JSON.stringify(written.metadata?.name);
  const claim = listers.claims.seen(keyOf(written));
  if (claim === undefined)
    return { failure: `failed to check provisioning pvc: persistentvolumeclaim ${name} not found` };
  if (versionOf(written) > versionOf(claim)) return 'waits';
  const annotations = claim.metadata?.annotations;
  if (annotations === undefined) return { failure: `selectedNode annotation reset for PVC ${name}` };
  if (annotations[storageAnnotations.selectedNode] !== node.metadata?.name)
    return { failure: `provisioning failed for PVC ${name}` };
  const { volumeName } = claim.spec ?? {};
  if (!volumeName) return 'waits';
  const volume = listers.volumes.seen(volumeName);
  if (volume === undefined) return 'waits';
  return affinityFailure(volume, node) ?? (isFullyBound(claim) ? 'bound' : 'waits');
}

function affinityFailure(volume: V1PersistentVolume, node: V1Node): BindingState | undefined {
  if (isReachableFrom(volume, node)) return undefined;
  const [name, nodeName] = [volume.metadata?.name, node.metadata?.name].map((one) => JSON.stringify(one));
  return {
    failure: `pv ${name} node affinity doesn't match node ${nodeName}: no matching NodeSelectorTerms`,
  };
}
