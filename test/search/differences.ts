import { coreV1, type V1Pod } from '../../api/index.ts';
import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import type { OpenCluster } from './open-cluster.ts';

/** What is not as it should be in a cluster that has settled; empty if all is well. */
export async function differences(cluster: OpenCluster): Promise<readonly string[]> {
  const { client, simulation } = cluster;
  const { items: pods } = await simulation.complete(() => client.list(coreV1.pods));
  const { items: nodes } = await simulation.complete(() => client.list(coreV1.nodes));
  const names = new Set(nodes.map(({ metadata }) => metadata?.name ?? ''));
  const found = pods.flatMap((pod) => faultsOf(pod, names));
  for (const cache of cluster.caches()) {
    const { items } = await simulation.complete(() => client.list(cache.type, cache.options));
    const missing = compare(cache.informer.indexer.list(), items);
    found.push(...missing.map((text) => `${cache.actor}: cache of ${cache.type.resource}: ${text}`));
  }
  for (const [node, known] of cluster.podsByNode()) {
    const there = pods.filter(({ spec }) => spec?.nodeName === node);
    found.push(...compare(known, there).map((text) => `kubelet of ${node}: ${text}`));
  }
  return found;
}

function faultsOf({ metadata, spec, status }: V1Pod, nodes: ReadonlySet<string>): readonly string[] {
  const { name = '', deletionTimestamp } = metadata ?? {};
  const node = spec?.nodeName;
  return [
    ...(deletionTimestamp === undefined ? [] : [`pod ${name} is ${status?.phase} and terminating`]),
    ...(node === undefined ? [`pod ${name} has no node`] : []),
    ...(node === undefined || nodes.has(node) ? [] : [`pod ${name} is on ${node}, which is gone`]),
    ...(status?.phase === 'Running' ? [] : [`pod ${name} is ${status?.phase}`]),
  ];
}

function compare(known: readonly KubeObject[], there: readonly KubeObject[]): readonly string[] {
  const versions = new Map(known.map((object) => [keyOf(object), versionOf(object)]));
  const differing = there.filter((object) => versions.get(keyOf(object)) !== versionOf(object));
  const keys = new Set(there.map(keyOf));
  return [
    ...differing.map(
      (object) => `${keyOf(object)} is at ${versionOf(object)}, not ${versions.get(keyOf(object))}`,
    ),
    ...[...versions.keys()].filter((key) => !keys.has(key)).map((key) => `${key} is gone`),
  ];
}

function versionOf({ metadata }: KubeObject): string | undefined {
  return metadata?.resourceVersion;
}
