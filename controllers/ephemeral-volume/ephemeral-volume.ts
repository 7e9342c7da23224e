import { coreV1, type V1PersistentVolumeClaim, type V1Pod, type V1Volume } from '../../api/index.ts';
import { keyOf, makeKey, messageOf, newControllerRef } from '../../apimachinery/index.ts';
import type { Client, Indexer } from '../../client/index.ts';
import { claimOfVolume, notForPod } from '../../component-helpers/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import { claimIndex, indexPodsByClaim } from '../kit/pods-by-claim.ts';
import { reportAbout } from '../kit/report.ts';

/**
 * Adds the controller that makes the claims of ephemeral volumes; each goes with its pod, which owns it. Mirrors kubernetes
 * pkg/controller/volume/ephemeral.
 */
export function addEphemeralVolumeController(manager: Manager): Controller {
  const pods = manager.informers.informer(coreV1.pods);
  const claims = manager.informers.informer(coreV1.persistentVolumeClaims).indexer;
  indexPodsByClaim(pods);
  const recorder = manager.eventRecorderFor('ephemeral_volume');
  const lostClaims: EventHandler<V1PersistentVolumeClaim> = {
    delete({ object }, queue) {
      for (const pod of pods.indexer.byIndex(claimIndex, keyOf(object)))
        if (wantsClaims(pod)) queue.add(keyOf(pod), causeOf(object));
    },
  };
  return controllerManagedBy(manager)
    .named('ephemeral-volume')
    .watches(coreV1.pods, newPods)
    .watches(coreV1.persistentVolumeClaims, lostClaims)
    .complete({
      async reconcile({ namespace, name }, { client, cause }) {
        const pod = pods.indexer.get(makeKey(namespace, name));
        if (pod === undefined || pod.metadata?.deletionTimestamp !== undefined) return undefined;
        for (const volume of pod.spec?.volumes ?? []) {
          const problem = await makeClaim(pod, volume, claims, client);
          if (problem === undefined) continue;
          const message = `ephemeral volume ${volume.name}: ${problem}`;
          reportAbout(recorder, coreV1.pods, pod, cause)('Warning', 'FailedBinding', message);
          throw new Error(`pod ${namespace}/${name}, ${message}`);
        }
        return undefined;
      },
    });
}

const newPods: EventHandler<V1Pod> = {
  create({ object }, queue) {
    if (wantsClaims(object)) queue.add(keyOf(object), causeOf(object));
  },
};

function wantsClaims({ metadata, spec }: V1Pod): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  return (spec?.volumes ?? []).some(({ ephemeral }) => ephemeral !== undefined);
}

/** Makes the claim of a volume, if it needs one; resolves with why it has none. */
async function makeClaim(
  pod: V1Pod,
  volume: V1Volume,
  claims: Indexer<V1PersistentVolumeClaim>,
  client: Client,
): Promise<string | undefined> {
  const { namespace = '', name: podName = '' } = pod.metadata ?? {};
  const template = volume.ephemeral?.volumeClaimTemplate;
  const name = claimOfVolume(podName, volume)?.claimName;
  if (template === undefined || name === undefined) return undefined;
  const known = claims.get(makeKey(namespace, name));
  if (known !== undefined) return notForPod(pod, known);
  const { annotations, labels } = template.metadata ?? {};
  const metadata = {
    name,
    namespace,
    ownerReferences: [newControllerRef(pod, coreV1.pods)],
    ...(annotations !== undefined && { annotations }),
    ...(labels !== undefined && { labels }),
  };
  try {
    await client.create(coreV1.persistentVolumeClaims, { metadata, spec: template.spec });
    return undefined;
  } catch (error) {
    return `create PVC ${name}: ${messageOf(error)}`;
  }
}
