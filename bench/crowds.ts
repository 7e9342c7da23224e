// Many objects of a kind, each a kind of work of its own for controllers: what `bench/controllers.ts` measures.
import {
  appsV1,
  autoscalingV2,
  batchV1,
  coreV1,
  storageV1,
  type V1Job,
  type V1Service,
  type V1StatefulSet,
} from '../api/index.ts';
import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';

/** Many objects of one kind, and what is changed of the first. */
export interface Crowd {
  readonly what: string;
  readonly type: ResourceType<KubeObject>;
  readonly count: number;
  readonly nodes: number;
  make(name: string): KubeObject;
  /** What is there before, and not measured. */
  before?(client: Client, names: readonly string[]): Promise<unknown>;
  readonly change: object;
  /** How long they are looked on, where what is to be done comes by the clock. */
  readonly forMs?: number;
  /** Objects a second of CPU time until all is settled, and milliseconds of it for the change of one. */
  readonly reach: readonly [perSecond: number, changeMs: number];
}

const namespace = 'default';
const container = { name: 'main', image: 'nginx:1.27' };

/** A template of pods with one label, and what selects it. */
function podsOf(app: string, resources = {}) {
  const labels = { app };
  return {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ ...container, resources }] } },
  };
}

const storage = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const statefulSets: Crowd = {
  what: 'StatefulSets of two pods and claims',
  type: appsV1.statefulSets,
  count: 1_000,
  nodes: 25,
  make: (name): V1StatefulSet => ({
    metadata: { name, namespace },
    spec: {
      ...podsOf(name),
      serviceName: name,
      replicas: 2,
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: storage }],
    },
  }),
  change: { spec: { replicas: 3 } },
  reach: [50, 20],
};

const jobs: Crowd = {
  what: 'Jobs of one pod, until all are complete',
  type: batchV1.jobs,
  count: 10_000,
  nodes: 100,
  make: (name): V1Job => ({
    metadata: { name, namespace },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
  }),
  // It goes at once, and its pod with it.
  change: { spec: { ttlSecondsAfterFinished: 0 } },
  reach: [50, 50],
};

/** Each has the same hundred pods behind it. */
const services: Crowd = {
  what: 'Services with 100 endpoints',
  type: coreV1.services,
  count: 5_000,
  nodes: 4,
  before: (client) =>
    client.create(appsV1.replicaSets, {
      metadata: { name: 'web', namespace },
      spec: { ...podsOf('web'), replicas: 100 },
    }),
  make: (name): V1Service => ({
    metadata: { name, namespace },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  }),
  change: { spec: { ports: [{ port: 80, targetPort: 8080 }] } },
  reach: [50, 50],
};

/** Each has a Deployment of one pod, and looks at it every 15 s. */
const autoscalers: Crowd = {
  what: 'HorizontalPodAutoscalers, and a minute of them',
  type: autoscalingV2.horizontalPodAutoscalers,
  count: 1_000,
  nodes: 20,
  before: (client, names) =>
    Promise.all(
      names.map((name) =>
        client.create(appsV1.deployments, {
          metadata: { name, namespace },
          spec: { ...podsOf(name, { requests: { cpu: '10m' } }), replicas: 1 },
        }),
      ),
    ),
  make: (name) => ({
    metadata: { name, namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ],
    },
  }),
  change: { spec: { minReplicas: 2 } },
  forMs: 60_000,
  reach: [100, 50],
};

/** All are charged to one quota. */
const chargedPods: Crowd = {
  what: 'pods in a namespace with a ResourceQuota',
  type: coreV1.pods,
  count: 10_000,
  nodes: 100,
  before: (client) =>
    client.create(coreV1.resourceQuotas, {
      metadata: { name: 'all', namespace },
      spec: { hard: { pods: '20000', 'requests.cpu': '1000' } },
    }),
  make: (name) => ({
    metadata: { name, namespace },
    spec: { containers: [{ ...container, resources: { requests: { cpu: '10m' } } }] },
  }),
  change: { metadata: { labels: { changed: 'yes' } } },
  reach: [200, 20],
};

/** Volumes are made for them at once. */
const claims: Crowd = {
  what: 'PersistentVolumeClaims, until all are bound',
  type: coreV1.persistentVolumeClaims,
  count: 2_000,
  nodes: 1,
  before: (client) =>
    client.create(storageV1.storageClasses, {
      metadata: { name: 'at-once' },
      provisioner: 'csi.homeostat.dev',
      allowVolumeExpansion: true,
    }),
  make: (name) => ({ metadata: { name, namespace }, spec: { ...storage, storageClassName: 'at-once' } }),
  change: { spec: { resources: { requests: { storage: '2Gi' } } } },
  reach: [100, 20],
};

/** By the names under which they can be asked for. */
export const crowds: Readonly<Record<string, Crowd>> = {
  statefulsets: statefulSets,
  jobs,
  services,
  autoscalers,
  quota: chargedPods,
  claims,
};
