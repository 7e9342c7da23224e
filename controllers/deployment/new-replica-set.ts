import { appsV1, type V1Deployment, type V1LabelSelector, type V1ReplicaSet } from '../../api/index.ts';
import { newControllerRef, templateHash } from '../../apimachinery/index.ts';
import { maxRevision, newReplicaSetAnnotations, withReplicasAnnotations } from './annotations.ts';
import { newReplicaSetSize } from './rolling.ts';
import { templateHashLabel } from './template.ts';

/**
 * The ReplicaSet for the Deployment's template: named by the template's hash, so that making it twice makes one; as
 * large as the rollout allows; with a revision above the old ones'. Mirrors kubernetes pkg/controller/deployment
 * (getNewReplicaSet).
 */
export function buildNewReplicaSet(
  deployment: V1Deployment,
  oldReplicaSets: readonly V1ReplicaSet[],
): V1ReplicaSet {
  const { name = '', namespace } = deployment.metadata ?? {};
  const spec = deployment.spec;
  const hash = templateHash(spec?.template, deployment.status?.collisionCount);
  const labels = { ...spec?.template.metadata?.labels, [templateHashLabel]: hash };
  const replicaSet: V1ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(name, hash),
      ...(namespace !== undefined && { namespace }),
      ownerReferences: [newControllerRef(deployment, appsV1.deployments)],
      labels,
    },
    spec: {
      replicas: 0,
      ...(spec?.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
      selector: withLabel(spec?.selector, hash),
      template: { ...spec?.template, metadata: { ...spec?.template.metadata, labels } },
    },
  };
  const replicas = newReplicaSetSize(deployment, replicaSet, [...oldReplicaSets, replicaSet]);
  const revised = newReplicaSetAnnotations(deployment, undefined, maxRevision(oldReplicaSets) + 1);
  const annotations = withReplicasAnnotations(revised, deployment);
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: { selector: {}, ...replicaSet.spec, replicas },
  };
}

/**
 * The Deployment's name and the hash, the name cut if both together would be too long. Mirrors kubernetes
 * pkg/controller/deployment (generateReplicaSetName).
 */
export function replicaSetName(deploymentName: string, hash: string): string {
  const room = maxNameLength - 1 - hash.length;
  const name = room > 0 ? deploymentName.slice(0, room) : deploymentName;
  return `${name}-${hash}`;
}

/** Length of a DNS subdomain. */
const maxNameLength = 253;

function withLabel(selector: V1LabelSelector | undefined, hash: string): V1LabelSelector {
  return { ...selector, matchLabels: { ...selector?.matchLabels, [templateHashLabel]: hash } };
}
