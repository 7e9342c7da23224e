import { coreV1, type V1PersistentVolume, type V1Pod, type V1Volume } from '../../api/index.ts';
import { ignoreNotFound, quantityValue } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Report } from '../kit/report.ts';

/** What has come of it so far. */
export type Recycling = 'running' | 'recycled' | { readonly failure: string };

const namePrefix = 'recycler-for-';
const namespace = 'default';
const image = 'registry.k8s.io/build-image/debian-base:bookworm-v1.0.6';
const gibibyte = 1024 ** 3;
/** How long it may take at least: kube-controller-manager's --pv-recycler-minimum-timeout-hostpath and -nfs. */
const leastSeconds = { hostPath: 60, nfs: 300 };
/** And for each gibibyte: --pv-recycler-timeout-increment-hostpath, --pv-recycler-increment-timeout-nfs. */
const secondsEach = 30;

/** The volume that a pod empties; undefined for any other pod. */
export function recycledBy({ metadata }: V1Pod): string | undefined {
  const name = metadata?.name ?? '';
  return metadata?.namespace === namespace && name.startsWith(namePrefix)
    ? name.slice(namePrefix.length)
    : undefined;
}

/**
 * Empties a volume by a pod, which goes when it is over: called again whenever the pod has changed. Mirrors kubernetes
 * pkg/volume/util/recyclerclient. Differs: what happened to the pod is told of the volume when it is over, not meanwhile.
 */
export async function recycle(
  client: Client,
  volume: V1PersistentVolume,
  report: Report,
): Promise<Recycling> {
  const name = namePrefix + (volume.metadata?.name ?? '');
  const pod = await client.get(coreV1.pods, { namespace, name }).catch(ignoreNotFound);
  if (pod === undefined) {
    await client.create(coreV1.pods, recyclerPod(name, volume));
    return 'running';
  }
  const { phase, message } = pod.status ?? {};
  if (phase !== 'Succeeded' && phase !== 'Failed') return 'running';
  const events = await client.list(coreV1.events, {
    namespace,
    fieldSelector: `involvedObject.name=${name}`,
  });
  for (const event of events.items)
    report(event.type === 'Warning' ? 'Warning' : 'Normal', 'RecyclerPod', `Recycler pod: ${event.message}`);
  await client.delete(coreV1.pods, { namespace, name }).catch(ignoreNotFound);
  if (phase === 'Succeeded') return 'recycled';
  return { failure: `failed to recycle volume: ${message ?? 'pod failed, pod.Status.Message unknown'}` };
}

function recyclerPod(name: string, { spec }: V1PersistentVolume): V1Pod {
  const { hostPath, nfs, capacity } = spec ?? {};
  const least = hostPath === undefined ? leastSeconds.nfs : leastSeconds.hostPath;
  const gibibytes = Math.floor(quantityValue(capacity?.storage ?? '0') / gibibyte);
  const source: Partial<V1Volume> =
    hostPath === undefined ? (nfs ? { nfs } : {}) : { hostPath: { path: hostPath.path } };
  return {
    metadata: { name, namespace },
    spec: {
      activeDeadlineSeconds: Math.max(least, gibibytes * secondsEach),
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', ...source }],
      containers: [
        {
          name: 'pv-recycler',
          image,
          command: ['/bin/sh'],
          args: [
            '-c',
            'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1',
          ],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}
