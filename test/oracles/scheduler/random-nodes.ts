import fc from 'fast-check';
import type { V1Node, V1NodeSpec, V1Taint } from '../../../api/index.ts';

/** What it wants to be, one time in so many. */
export function sometimes<T>(value: fc.Arbitrary<T>, oneIn = 3): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

/** Without fields that are undefined, as JSON has it. */
export function plain<T extends object>(object: { readonly [Field in keyof T]: T[Field] | undefined }): T {
  return JSON.parse(JSON.stringify(object)) as T;
}

export const zones = ['z1', 'z2', 'z3'] as const;
export const keys = { zone: 'topology.kubernetes.io/zone', host: 'kubernetes.io/hostname' } as const;
export const images = ['app:1', 'db:1', 'big:1'] as const;

const taint: fc.Arbitrary<V1Taint> = fc.record({
  key: fc.constantFrom('a', 'b'),
  value: fc.constantFrom('', 'x'),
  effect: fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
});

const tightResources = fc.record({
  cpu: fc.constantFrom('1', '2', '4', '3500m'),
  memory: fc.constantFrom('1Gi', '4Gi', '3000000000'),
  pods: fc.constantFrom('110', '110', '2'),
  'ephemeral-storage': fc.constantFrom('10Gi', '1Gi'),
  gpus: sometimes(fc.constantFrom('0', '1', '4')),
});

const roomyResources = fc.record({
  cpu: fc.constantFrom('8', '16'),
  memory: fc.constantFrom('16Gi', '64Gi'),
  pods: fc.constant('110'),
  'ephemeral-storage': fc.constant('100Gi'),
  gpus: fc.constant(undefined),
});

const withGpus = fc
  .record({ resources: roomyResources, gpus: sometimes(fc.constantFrom('0', '1', '2'), 3) })
  .map(({ resources, gpus }) => ({ ...resources, gpus }));

const mebibyte = 1024 * 1024;
const image = fc.record({
  name: fc.constantFrom(...images),
  sizeBytes: fc.constantFrom(10 * mebibyte, 100 * mebibyte, 700 * mebibyte, 2_000 * mebibyte),
});

const label = fc.record({
  zone: fc.constantFrom(undefined, ...zones, ...zones, ...zones),
  disk: sometimes(fc.constantFrom('ssd', 'hdd')),
  size: sometimes(fc.constantFrom('1', '5', 'x'), 4),
  hasHost: fc.integer({ min: 0, max: 19 }).map((number) => number > 0),
});

/** What the nodes of a theme are like. */
export interface NodeTheme {
  readonly haveImages?: boolean;
  /** There is room for all: it is other things that matter. */
  readonly areRoomy?: boolean;
  /** Some have GPUs as resources of their own; all are roomy. */
  readonly haveGpus?: boolean;
}

/** A node, but for its name. */
function nodeOf({ haveImages = false, areRoomy = false, haveGpus = false }: NodeTheme) {
  return fc.record({
    label,
    resources: haveGpus ? withGpus : areRoomy ? roomyResources : tightResources,
    taints: fc.array(taint, { maxLength: 2 }),
    isTainted: fc.integer({ min: 0, max: areRoomy ? 7 : 2 }).map((number) => number === 1),
    unschedulable: sometimes(fc.constant(true), areRoomy ? 20 : 12),
    images: fc.uniqueArray(image, { maxLength: haveImages ? 2 : 0, selector: ({ name }) => name }),
  });
}

type Drawn = ReturnType<typeof nodeOf> extends fc.Arbitrary<infer T> ? T : never;

function named(drawn: Drawn, at = 0): V1Node {
  const { label, resources, taints, isTainted, unschedulable, images } = drawn;
  const name = `n${at}`;
  const { gpus, ...others } = resources;
  const offered = { ...others, ...(gpus !== undefined && { 'example.com/gpu': gpus }) };
  return plain<V1Node>({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: `uid-${name}`,
      labels: plain({
        [keys.host]: label.hasHost ? name : undefined,
        [keys.zone]: label.zone,
        disk: label.disk,
        size: label.size,
      }),
    },
    spec: plain<V1NodeSpec>({ taints: isTainted ? taints : undefined, unschedulable }),
    status: {
      allocatable: offered,
      capacity: offered,
      images: images.map(({ name: image, sizeBytes }) => ({ names: [image], sizeBytes })),
    },
  });
}

export const nodesMax = 7;

/** Nodes `n0` and on. */
export function randomNodes(theme: NodeTheme): fc.Arbitrary<readonly V1Node[]> {
  const node = nodeOf(theme);
  return fc.array(node, { minLength: 1, maxLength: nodesMax }).map((drawn) => drawn.map(named));
}

/** Nodes `n0` and on, of a few kinds by turns. */
export interface ManyNodes {
  readonly kinds: readonly V1Node[];
  readonly count: number;
  /** So many of each kind stand together. */
  readonly stride: number;
}

/** A hundred and more: as many as it takes that not all of them are looked at. */
export function manyNodes(theme: NodeTheme): fc.Arbitrary<ManyNodes> {
  return fc.record({
    kinds: fc.array(
      nodeOf(theme).map((drawn) => named(drawn)),
      { minLength: 1, maxLength: nodesMax },
    ),
    count: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 100, max: 300 }) },
      { weight: 1, arbitrary: fc.integer({ min: 300, max: 1_000 }) },
    ),
    stride: fc.constantFrom(1, 3, 7, 31),
  });
}

export function nodesOf({ kinds, count, stride }: ManyNodes): readonly V1Node[] {
  return Array.from({ length: count }, (_, at) => {
    const node = kinds[Math.trunc(at / stride) % kinds.length] as V1Node;
    const { [keys.host]: host, ...labels } = node.metadata?.labels ?? {};
    const name = `n${at}`;
    return {
      ...node,
      metadata: { ...node.metadata, name, labels: { ...labels, ...(host && { [keys.host]: name }) } },
    };
  });
}

/** The name of one of so many nodes, by what was drawn below `nodesMax`. */
export function nodeName(drawn: number, nodeCount: number): string {
  return `n${drawn % nodeCount}`;
}
