// The decisions: what there should be for a Website. Pure functions, so that they can be tested by themselves.
import { setCondition, type V1DeploymentSpec, type V1DeploymentStatus, type V1ServiceSpec } from 'homeostat';
import type { DnsRecord } from './dns-records.ts';
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

/** The host stands for the service; no host is no record. */
export function dnsRecordOf({ metadata, spec: { host } }: Website): DnsRecord | undefined {
  return host === undefined
    ? undefined
    : { name: host, target: `${metadata?.name}.${metadata?.namespace}.svc` };
}

/** Ready when all pods are. */
export function statusOf(
  { metadata, spec, status }: Website,
  { readyReplicas = 0 }: V1DeploymentStatus,
  now: string,
): NonNullable<Website['status']> {
  const { replicas = 1 } = spec;
  const isReady = readyReplicas >= replicas;
  const ready = {
    type: 'Ready',
    status: isReady ? 'True' : 'False',
    reason: isReady ? 'AllPodsReady' : 'PodsNotReady',
    message: `${readyReplicas} of ${replicas} pods are ready`,
    lastTransitionTime: now,
    ...(metadata?.generation !== undefined && { observedGeneration: Number(metadata.generation) }),
  } as const;
  return { readyReplicas, conditions: setCondition(status?.conditions, ready, now) };
}
