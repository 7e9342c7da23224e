/** Who puts the writes of which kind into words: a kind that has something of its own to say is a sibling and a row here. */
import type { WriteFields } from '../../../environment/index.ts';
import { anyObject } from './any-object.ts';
import { autoscaler } from './autoscaler.ts';
import { cronJob } from './cron-job.ts';
import { deployment } from './deployment.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { endpointSlice, endpoints } from './endpoints.ts';
import { job } from './job.ts';
import type { Narrator, Telling } from './narrator.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import { ReplicaSetNarrator } from './replica-set.ts';
import { resourceQuota } from './resource-quota.ts';
import { statefulSet } from './stateful-set.ts';
import { volume, volumeAttachment, volumeClaim } from './volumes.ts';

export type { Words } from './narrator.ts';

/** By group and kind; each timeline has narrators of its own. */
const narrators: Readonly<Record<string, () => Narrator>> = {
  '/Endpoints': () => endpoints,
  '/Node': () => node,
  '/PersistentVolume': () => volume,
  '/PersistentVolumeClaim': () => volumeClaim,
  '/Pod': () => pod,
  '/ResourceQuota': () => resourceQuota,
  'apps/Deployment': () => deployment,
  'apps/ReplicaSet': () => new ReplicaSetNarrator(),
  'apps/StatefulSet': () => statefulSet,
  'autoscaling/HorizontalPodAutoscaler': () => autoscaler,
  'batch/CronJob': () => cronJob,
  'batch/Job': () => job,
  'discovery.k8s.io/EndpointSlice': () => endpointSlice,
  'policy/PodDisruptionBudget': () => disruptionBudget,
  'storage.k8s.io/VolumeAttachment': () => volumeAttachment,
};

/** Puts writes into words, by what they are writes of. */
export class Narrators implements Narrator {
  readonly #byKind = new Map<string, Narrator>();

  tell(write: WriteFields): Telling {
    const key = `${write.group}/${write.kind}`;
    return (this.#byKind.get(key) ?? this.#add(key)).tell(write);
  }

  #add(key: string): Narrator {
    const narrator = narrators[key]?.();
    if (narrator === undefined) return anyObject;
    this.#byKind.set(key, narrator);
    return narrator;
  }
}
