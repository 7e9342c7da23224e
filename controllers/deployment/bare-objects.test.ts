import { expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import { newReplicaSetAnnotations, revisionOf } from './annotations.ts';
import { maxSurge, maxUnavailable, minAvailable } from './fenceposts.ts';
import { replicaSetsToDelete } from './history.ts';
import { buildNewReplicaSet } from './new-replica-set.ts';
import {
  hasProgressDeadline,
  hasProgressed,
  hasTimedOut,
  pauseCondition,
  progressCheckAfterMs,
  rolloutStatus,
} from './progress.ts';
import { totalInStatus, totalTerminating } from './replica-sets.ts';
import { decideRollback, rollbackTo } from './rollback.ts';
import { decideRolling } from './rolling.ts';
import { decideScale, isSaturated, isScalingEvent, replicaSetFraction, scaled } from './scale.ts';
import { isComplete, sameStatus } from './status.ts';
import { sameTemplate, sortOut } from './template.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
/** Objects may lack whatever their types let them lack. */
const bareDeployments: readonly V1Deployment[] = [{}, { metadata: {}, status: {} }];
const bareSets: readonly V1ReplicaSet[] = [{}, { metadata: {}, status: { replicas: 0 } }];

it.each(
  bareDeployments.flatMap((deployment) => bareSets.map((replicaSet) => [deployment, replicaSet] as const)),
)('a Deployment %j and a ReplicaSet %j lead to a decision', (deployment, replicaSet) => {
  const sets = { newReplicaSet: replicaSet, oldReplicaSets: [replicaSet] };
  const status = rolloutStatus(deployment, sets, nowMs);
  expect(status.conditions).toMatchObject([{ type: 'Available' }]);
  expect(isComplete(deployment, status)).toBe(false);
  expect(sameStatus(status, deployment.status)).toBe(false);
  expect(hasProgressed(undefined, deployment.status ?? {})).toBe(false);
  expect([maxSurge(deployment), maxUnavailable(deployment), minAvailable(deployment)]).toEqual([0, 1, 0]);
  expect([hasProgressDeadline(deployment), hasTimedOut(deployment, [], nowMs)]).toEqual([false, false]);
  expect([pauseCondition(deployment, nowMs), progressCheckAfterMs(deployment, status, nowMs)]).toEqual([
    undefined,
    undefined,
  ]);
  expect([revisionOf(replicaSet), rollbackTo(deployment)]).toEqual([0, undefined]);
  expect(decideRollback(deployment, [replicaSet], 0).event.message).toBe('Unable to find last revision.');
  expect(replicaSetsToDelete(deployment, [replicaSet])).toEqual([]);
  expect(newReplicaSetAnnotations(deployment, undefined, 1)).toEqual({
    'deployment.kubernetes.io/revision': '1',
  });
  expect(buildNewReplicaSet(deployment, [replicaSet]).metadata?.name).toMatch(/^-\w+$/);
  expect(decideRolling(deployment, replicaSet, [replicaSet])).toEqual([{ replicaSet, replicas: 0 }]);
  expect([isScalingEvent(deployment, [replicaSet]), isSaturated(deployment, replicaSet)]).toEqual([
    false,
    false,
  ]);
  expect(decideScale(deployment, undefined, [replicaSet])).toEqual([]);
  expect(replicaSetFraction(replicaSet, deployment)).toBe(0);
  expect(scaled(deployment, { replicaSet, replicas: 2 }).spec?.replicas).toBe(2);
  expect([
    byCreation(replicaSet, replicaSet),
    totalInStatus([replicaSet], 'replicas'),
    totalTerminating([replicaSet]),
  ]).toEqual([0, 0, 0]);
  expect(sameTemplate(undefined, {})).toBe(true);
  expect(sortOut(deployment, [replicaSet])).toEqual({ newReplicaSet: replicaSet, oldReplicaSets: [] });
});
