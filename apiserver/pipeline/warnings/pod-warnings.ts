import type { V1Container, V1PodSpec } from '../../../api/index.ts';
import type { FieldPath } from '../../../apimachinery/index.ts';

const deprecatedLabels: Readonly<Record<string, readonly [since: string, instead: string]>> = {
  'beta.kubernetes.io/arch': ['v1.14', 'kubernetes.io/arch'],
  'beta.kubernetes.io/os': ['v1.14', 'kubernetes.io/os'],
  'failure-domain.beta.kubernetes.io/region': ['v1.17', 'topology.kubernetes.io/region'],
  'failure-domain.beta.kubernetes.io/zone': ['v1.17', 'topology.kubernetes.io/zone'],
};

const deprecatedVolumes: Readonly<Record<string, string>> = {
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/** What is allowed in a pod and yet hardly meant. Mirrors kubernetes pkg/api/pod/warnings.go, in part. */
export function podWarnings(spec: V1PodSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const [since, instead] = deprecatedLabels[key] ?? [];
    if (since === undefined) continue;
    warnings.push(
      `${path.child('nodeSelector').key(key)}: deprecated since ${since}; use "${instead}" instead`,
    );
  }
  spec.topologySpreadConstraints?.forEach(({ labelSelector }, at) => {
    if (labelSelector !== undefined) return;
    const where = path.child('topologySpreadConstraints').index(at).child('labelSelector');
    warnings.push(`${where}: a null labelSelector results in matching no pod`);
  });
  spec.imagePullSecrets?.forEach(({ name = '' }, at) => {
    const where = path.child('imagePullSecrets').index(at).child('name');
    if (name === '') warnings.push(`${where}: invalid empty name ""`);
  });
  const addresses = new Set<string>();
  spec.hostAliases?.forEach(({ ip }, at) => {
    const where = path.child('hostAliases').index(at).child('ip');
    if (addresses.has(ip)) warnings.push(`${where}: duplicate ip "${ip}"`);
    addresses.add(ip);
  });
  spec.volumes?.forEach((volume, at) => {
    for (const [source, says] of Object.entries(deprecatedVolumes)) {
      if (source in volume) warnings.push(`${path.child('volumes').index(at).child(source)}: ${says}`);
    }
  });
  for (const field of ['initContainers', 'containers'] as const) {
    spec[field]?.forEach((container, at) => {
      containerWarnings(container, path.child(field).index(at), warnings);
    });
  }
  return warnings;
}

/** An amount in thousandths, of which a byte has none. */
const fraction = /^[0-9.]*[1-9][0-9]*m$/;

function containerWarnings(container: V1Container, path: FieldPath, warnings: string[]): void {
  for (const part of ['limits', 'requests'] as const) {
    for (const name of ['ephemeral-storage', 'memory']) {
      const amount = container.resources?.[part]?.[name];
      if (amount === undefined || !fraction.test(amount)) continue;
      const where = path.child('resources').child(part).key(name);
      warnings.push(`${where}: fractional byte value "${amount}" is invalid, must be an integer`);
    }
  }
  const seen = new Set<string>();
  container.env?.forEach(({ name }, at) => {
    const where = path.child('env').index(at);
    if (seen.has(name)) {
      warnings.push(
        `${where}: hides previous definition of "${name}", which may be dropped when using apply`,
      );
    }
    seen.add(name);
  });
  portWarnings(container, path.child('ports'), warnings);
}

function portWarnings({ ports = [] }: V1Container, path: FieldPath, warnings: string[]): void {
  const seen = new Map<string, number>();
  ports.forEach(({ containerPort, protocol, hostPort, hostIP }, at) => {
    const key = `${containerPort}/${protocol}/${hostPort}/${hostIP}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, at);
    else warnings.push(`${path.index(at)}: duplicate port definition with ${path.index(first)}`);
  });
}
