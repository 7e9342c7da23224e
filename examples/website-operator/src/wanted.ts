// The decisions: what there should be for a Website. Pure functions, so that they can be tested by themselves.
import type { Condition, V1DeploymentSpec, V1DeploymentStatus, V1ServiceSpec } from 'homeostat';
import type { Website } from './website.ts';

const labelsOf = (name: string) => ({
  'app.kubernetes.io/name': 'website',
  'app.kubernetes.io/instance': name,
});

export function deploymentSpecOf(name: string, { image, replicas = 1, port = 80 }: Website['spec']) {
  const labels = labelsOf(name);
  const containers = [{ name: 'website', image, ports: [{ containerPort: port }] }];
  return {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  } satisfies V1DeploymentSpec;
}

export function serviceSpecOf(name: string, { port = 80 }: Website['spec']) {
  return { selector: labelsOf(name), ports: [{ port: 80, targetPort: port }] } satisfies V1ServiceSpec;
}

/** Ready when all pods are. The time stays as long as the status of the condition does. */
export function statusOf(
  { metadata, spec, status }: Website,
  { readyReplicas = 0 }: V1DeploymentStatus,
  now: Date,
): NonNullable<Website['status']> {
  const { replicas = 1 } = spec;
  const isReady = readyReplicas >= replicas;
  const before = status?.conditions?.find(({ type }) => type === 'Ready');
  const ready = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'AllPodsReady' : 'PodsNotReady',
    message: `${readyReplicas} of ${replicas} pods are ready`,
    ...(metadata?.generation !== undefined && { observedGeneration: Number(metadata.generation) }),
  } as const;
  const lastTransitionTime =
    before?.status === ready.status ? before.lastTransitionTime : now.toISOString().replace(/\.\d+Z$/, 'Z');
  const condition: Condition = { ...ready, lastTransitionTime };
  return { readyReplicas, conditions: [condition] };
}
