import type { V1Job, V1JobSpec, V1JobStatus, V1Pod, V1PodStatus } from '../../../api/index.ts';
import { formatTime } from '../../../apimachinery/index.ts';
import { completionIndexKey } from '../completion-index.ts';
import { trackingFinalizer } from '../tracked-pods.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00Z');

/** A job as the API server would have it. */
export function jobOf(spec: Partial<V1JobSpec> = {}, status: V1JobStatus = {}): V1Job {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'work:1' }] } };
  return {
    metadata: { name: 'work', namespace: 'default', uid: 'job' },
    spec: { parallelism: 1, backoffLimit: 6, template, ...spec },
    status,
  };
}

export interface PodFacts {
  readonly uid?: string;
  readonly phase?: string;
  readonly index?: number | string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tracked?: boolean;
  readonly deleting?: boolean;
  /** How long ago its container ended. */
  readonly endedMsAgo?: number;
  readonly exitCode?: number;
  readonly status?: V1PodStatus;
}

let pods = 0;

/** A pod of the job; running and not counted yet, unless something else is said. */
export function podOf(facts: PodFacts = {}): V1Pod {
  const { uid = `pod-${pods++}`, phase = 'Running', index, tracked = true, deleting = false } = facts;
  const { endedMsAgo, exitCode = 0, annotations, status } = facts;
  const finishedAt = endedMsAgo === undefined ? undefined : formatTime(nowMs - endedMsAgo);
  const state = finishedAt === undefined ? {} : { terminated: { exitCode, finishedAt } };
  return {
    metadata: {
      name: uid,
      namespace: 'default',
      uid,
      annotations: { ...annotations, ...(index !== undefined && { [completionIndexKey]: `${index}` }) },
      ...(tracked && { finalizers: [trackingFinalizer] }),
      ...(deleting && { deletionTimestamp: formatTime(nowMs) }),
    },
    spec: { containers: [], nodeName: 'node-1' },
    status: {
      phase,
      containerStatuses: [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state }],
      ...status,
    },
  };
}
