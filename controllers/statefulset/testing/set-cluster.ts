import {
  appsV1,
  coreV1,
  type V1ControllerRevision,
  type V1Pod,
  type V1StatefulSet,
} from '../../../api/index.ts';
import {
  startTestCluster,
  type TestCluster,
  type TestClusterOptions,
} from '../../kit/testing/test-cluster.ts';
import { addStatefulSetController } from '../statefulset-controller.ts';

export const namespace = 'default';
const key = { namespace, name: 'web' };

type Spec = NonNullable<V1StatefulSet['spec']>;

/** A test world with the controller of StatefulSets alone, and what tests do to a set `web`. */
export interface SetCluster extends TestCluster {
  create(spec?: Partial<Spec>): Promise<void>;
  patch(spec: object): Promise<void>;
  set(): Promise<V1StatefulSet>;
  /** The pods' names with their images, by name; those that are being deleted have a `-` in front. */
  images(): Promise<readonly string[]>;
  pod(name: string): Promise<V1Pod>;
  patchPod(name: string, body: object, subresource?: string): Promise<void>;
  deletePod(name: string): Promise<void>;
  /** By number. */
  revisions(): Promise<readonly V1ControllerRevision[]>;
  claims(): Promise<readonly string[]>;
  /** Also where pods protect it. */
  removeClaim(name: string): Promise<void>;
}

export async function startSetCluster(options: TestClusterOptions = {}): Promise<SetCluster> {
  const cluster = await startTestCluster({ ...options, add: addStatefulSetController });
  const { ask } = cluster;
  const pod = (name: string) => ask((client) => client.get(coreV1.pods, { namespace, name }));
  return {
    ...cluster,
    create: async (spec) => void (await ask((client) => client.create(appsV1.statefulSets, webSet(spec)))),
    patch: async (spec) =>
      void (await ask((client) =>
        client.patch(appsV1.statefulSets, key, { type: 'strategic', body: { spec } }),
      )),
    set: () => ask((client) => client.get(appsV1.statefulSets, key)),
    images: async () => (await cluster.pods()).map(imageOf).toSorted(),
    pod,
    patchPod: async (name, body, subresource) =>
      void (await ask((client) =>
        client.patch(
          coreV1.pods,
          { namespace, name },
          { type: 'merge', body },
          subresource === undefined ? {} : { subresource },
        ),
      )),
    deletePod: async (name) => void (await ask((client) => client.delete(coreV1.pods, { namespace, name }))),
    revisions: async () => {
      const { items } = await ask((client) => client.list(appsV1.controllerRevisions, { namespace }));
      return items.toSorted((a, b) => Number(a.revision) - Number(b.revision));
    },
    claims: async () => {
      const { items } = await ask((client) => client.list(coreV1.persistentVolumeClaims, { namespace }));
      return items.map(({ metadata }) => metadata?.name ?? '').toSorted();
    },
    removeClaim: (name) =>
      ask(async (client) => {
        await client.delete(coreV1.persistentVolumeClaims, { namespace, name });
        const body = { metadata: { finalizers: null } };
        await client.patch(coreV1.persistentVolumeClaims, { namespace, name }, { type: 'merge', body });
      }),
  };
}

function imageOf({ metadata, spec }: V1Pod): string {
  const mark = metadata?.deletionTimestamp === undefined ? '' : '-';
  return `${mark}${metadata?.name} ${spec?.containers[0]?.image}`;
}

/** Three pods of nginx:1. */
export function webSet(spec: Partial<Spec> = {}): V1StatefulSet {
  return {
    metadata: { name: 'web', namespace },
    spec: {
      serviceName: 'web',
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: withImage('nginx:1').template,
      ...spec,
    },
  };
}

export function withImage(image: string): Pick<Spec, 'template'> {
  return {
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } },
  };
}

/** A claim `data` for each pod. */
export const withClaims: Partial<Spec> = {
  volumeClaimTemplates: [
    {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    },
  ],
};
