import {
  appsV1,
  coreV1,
  type V1ControllerRevision,
  type V1DaemonSet,
  type V1DaemonSetSpec,
  type V1Node,
  type V1Pod,
} from '../../../api/index.ts';
import {
  builtInManagers,
  openTestWorld,
  type TestWorld,
  type TestWorldOptions,
} from '../../../testing/index.ts';

const namespace = 'default';

/** A cluster of real parts in virtual time, and one DaemonSet `agent` in it. */
export interface DaemonWorld extends TestWorld {
  daemonSet(): Promise<V1DaemonSet>;
  /** By node, then by name. */
  pods(): Promise<readonly V1Pod[]>;
  /** The names of the nodes that have a pod which is not being deleted, in order, each as often as it has one. */
  places(): Promise<readonly string[]>;
  /** Oldest first. */
  revisions(): Promise<readonly V1ControllerRevision[]>;
  /** `reason: message` of all events about the DaemonSet, in their order. */
  events(): Promise<readonly string[]>;
  /** Changes its spec by a merge patch, and lets everything follow. */
  change(spec: object): Promise<void>;
  changeNode(name: string, body: Partial<V1Node> | object): Promise<void>;
}

/** Opens it with so many nodes; all built-in controllers run. */
export async function openDaemonWorld(options: TestWorldOptions = {}): Promise<DaemonWorld> {
  const world = await openTestWorld({ managers: builtInManagers, nodes: 3, ...options });
  const { run, act } = world;
  const pods = async () => {
    const { items } = await run((user) => user.list(coreV1.pods, { namespace }));
    return items.toSorted((a, b) => compare(a.spec?.nodeName, b.spec?.nodeName));
  };
  return {
    ...world,
    pods,
    daemonSet: () => run((user) => user.get(appsV1.daemonSets, { namespace, name: 'agent' })),
    async places() {
      const there = (await pods()).filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      return there.map(({ spec }) => spec?.nodeName ?? '');
    },
    async revisions() {
      const { items } = await run((user) => user.list(appsV1.controllerRevisions, { namespace }));
      return items.toSorted((a, b) => Number(a.revision) - Number(b.revision));
    },
    async events() {
      const { items } = await run((user) => user.list(coreV1.events, { namespace }));
      return items
        .filter(({ involvedObject }) => involvedObject.kind === 'DaemonSet')
        .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ reason, message }) => `${reason}: ${message}`);
    },
    async change(spec) {
      const patch = { type: 'merge', body: { spec } } as const;
      await act((user) => user.patch(appsV1.daemonSets, { namespace, name: 'agent' }, patch));
    },
    async changeNode(name, body) {
      await act((user) => user.patch(coreV1.nodes, { name }, { type: 'merge', body }));
    },
  };
}

/** The DaemonSet `agent` of pods that run one image. */
export function agent(spec: Partial<V1DaemonSetSpec> = {}, image = 'agent:1'): V1DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace },
    spec: { selector: { matchLabels: { app: 'agent' } }, template: templateOf(image), ...spec },
  };
}

export function templateOf(image: string, spec: object = {}) {
  return {
    metadata: { labels: { app: 'agent' } },
    spec: { containers: [{ name: 'agent', image }], ...spec },
  };
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
