import type { V1Node, V1Pod, V1PodSpec, V1Service } from '../../index.ts';

export const zone = 'topology.kubernetes.io/zone';
export const hostname = 'kubernetes.io/hostname';

export function nodes(count: number, zones: readonly string[] = []): V1Node[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `node-${at}`;
    const inZone = zones.length === 0 ? {} : { [zone]: zones[at % zones.length] ?? '' };
    return nodeOf(name, { cpu: '4', memory: '32Gi', pods: '110' }, { [hostname]: name, ...inZone });
  });
}

export function nodeOf(
  name: string,
  capacity: Record<string, string>,
  labels: Record<string, string>,
): V1Node {
  const conditions = [{ type: 'Ready', status: 'True' }];
  return { metadata: { name, labels }, status: { capacity, allocatable: capacity, conditions } };
}

type Resources = Readonly<Record<string, string>>;

const small = { cpu: '100m', memory: '500Mi' };

/** What pods of a workload are like. */
export interface Shape {
  readonly requests?: Resources;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly spec?: Partial<V1PodSpec>;
  /** The node of each, where they are placed. */
  readonly on?: (at: number) => string;
}

export function pods(prefix: string, count: number, shape: Shape = {}): V1Pod[] {
  return Array.from({ length: count }, (_, at) => pod(`${prefix}-${at}`, shape, at));
}

export function pod(name: string, shape: Shape, at = 0): V1Pod {
  const { requests = small, labels = {}, namespace = 'default', spec = {}, on } = shape;
  const container = { name: 'pause', image: 'registry.k8s.io/pause:3.10.2', resources: { requests } };
  const nodeName = on === undefined ? {} : { nodeName: on(at) };
  return { metadata: { name, namespace, labels }, spec: { containers: [container], ...nodeName, ...spec } };
}

/** One node after the other. */
export const around = (count: number) => (at: number) => `node-${at % count}`;

export function service(
  name: string,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): V1Service {
  const ports = [{ protocol: 'TCP', port: 8080, targetPort: 8080 }];
  return { metadata: { name, namespace }, spec: { selector, ports } };
}
