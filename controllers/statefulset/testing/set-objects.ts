import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../../api/index.ts';
import { formatTime, type OwnerReference } from '../../../apimachinery/index.ts';
import { type SetObservation, type SortedPods, sortOut } from '../decide.ts';
import { identityLabels, revisionLabel } from '../identity.ts';

export const nowMs = Date.parse('2026-03-01T12:00:00Z');

type Spec = NonNullable<V1StatefulSet['spec']>;

/** A set of three pods, unless something else is said. */
export function setOf(spec: Partial<Spec> = {}, more: Omit<V1StatefulSet, 'spec'> = {}): V1StatefulSet {
  return {
    metadata: { name: 'web', namespace: 'default', uid: 'ss-1', generation: 1 },
    ...more,
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ...spec,
    },
  };
}

/** What a pod is like: ready, for `readyForSeconds`, of the revision `new`. */
export interface PodFacts {
  readonly phase?: string;
  readonly ready?: boolean;
  readonly readyForSeconds?: number;
  readonly deleted?: boolean;
  readonly revision?: string;
  readonly volumes?: NonNullable<V1Pod['spec']>['volumes'];
}

export function podOf(ordinal: number, facts: PodFacts = {}): V1Pod {
  const { phase = 'Running', ready = phase === 'Running', readyForSeconds = 600 } = facts;
  const { deleted = false, revision = 'new', volumes } = facts;
  const lastTransitionTime = formatTime(nowMs - readyForSeconds * 1000);
  return {
    metadata: {
      name: `web-${ordinal}`,
      namespace: 'default',
      uid: `pod-${ordinal}`,
      labels: { app: 'web', ...identityLabels(setOf(), ordinal), [revisionLabel]: revision },
      ...(deleted && { deletionTimestamp: formatTime(nowMs) }),
    },
    spec: { containers: [], ...(volumes !== undefined && { volumes }) },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime }] },
  };
}

/** A look at a set whose pods were of the revision `old`, and are to be of `new`. */
export function observationOf(
  set: V1StatefulSet,
  pods: readonly V1Pod[],
  claims: readonly V1PersistentVolumeClaim[] = [],
): SetObservation & { readonly sorted: SortedPods } {
  const { template } = set.spec ?? {};
  return {
    set,
    pods,
    revisions: { current: { name: 'old', template }, update: { name: 'new', template } },
    claim: (name) => claims.find(({ metadata }) => metadata?.name === name),
    nowMs,
    sorted: sortOut(set, pods),
  };
}

/** The claim `data` of one pod. */
export function claimOf(
  ordinal: number,
  ownerReferences: readonly OwnerReference[] = [],
): V1PersistentVolumeClaim {
  return { metadata: { name: `data-web-${ordinal}`, namespace: 'default', ownerReferences } };
}

/** What a set with claims `data` asks for. */
export const claimTemplates: Partial<Spec> = {
  volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
};
