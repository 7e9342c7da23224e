import type { ServedResource } from '../../api/index.ts';
import {
  type ApiRequest,
  type ApiResponse,
  compareStrings,
  exposition,
  expositionContentType,
  groupResource,
  type Metric,
} from '../../apimachinery/index.ts';
import type { Store } from '../../store/index.ts';
import type { Cacher } from '../cache/cacher.ts';
import { serverVersion } from '../documents/discovery/index.ts';
import { problemOf } from '../documents/health.ts';
import { healthEndpoints } from '../documents/health-checks.ts';
import { textResponse } from '../respond/responses.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** What the metrics are about. */
export interface Measured {
  readonly store: Store;
  readonly cacher: Cacher;
  readonly requests: RequestMetrics;
  readonly resources: { readonly resources: readonly ServedResource[] };
}

/** Answers `/metrics` and `/metrics/slis`; undefined for other paths. Mirrors kubernetes apiserver pkg/server/routes (MetricsWithReset). */
export async function serveMetrics(
  { path }: ApiRequest,
  measured: Measured,
): Promise<ApiResponse | undefined> {
  if (path === '/metrics/slis') return metricsResponse([await healthMetric(measured.store)]);
  if (path !== '/metrics') return undefined;
  const { bytes } = await measured.store.status();
  const metrics = [
    ...measured.requests.metrics(),
    ...objectMetrics(measured),
    gauge('apiserver_storage_size_bytes', 'STABLE', 'Bytes that the storage takes.', [
      { labels: { storage_cluster_id: 'etcd-0' }, value: bytes },
    ]),
    gauge('kubernetes_build_info', 'BETA', 'The version that is served, as labels of 1.', [
      { labels: buildLabels(), value: 1 },
    ]),
  ];
  return metricsResponse(metrics);
}

function metricsResponse(metrics: readonly Metric[]): ApiResponse {
  const response = textResponse(exposition(metrics));
  return { ...response, headers: { ...response.headers, 'content-type': expositionContentType } };
}

/** Mirrors k8s.io/component-base metrics/prometheus/slis. Differs: how often a check was made is not counted. */
async function healthMetric(store: Store): Promise<Metric> {
  const checks = [...healthEndpoints].flatMap(([type, byName]) =>
    [...byName].map(async ([name, check]) => {
      const value = (await problemOf(check, store)) === undefined ? 1 : 0;
      return { labels: { name, type }, value };
    }),
  );
  const samples = await Promise.all(checks);
  samples.sort((a, b) => compareStrings(a.labels.name, b.labels.name));
  return gauge('kubernetes_healthcheck', 'STABLE', 'Whether a check of health passes.', samples);
}

/** How many objects there are, once by resource and group, and once as it was told before. */
function objectMetrics({ cacher, resources }: Measured): Metric[] {
  const counts = new Map<ServedResource, number>();
  for (const resource of resources.resources) {
    const cache = cacher.find(resource.storage);
    if (cache !== undefined) counts.set(resource, cache.size);
  }
  const samples = [...counts].map(([{ group, resource }, value]) => ({ labels: { group, resource }, value }));
  const byName = new Map([...counts].map(([resource, value]) => [groupResource(resource), value]));
  return [
    gauge('apiserver_resource_objects', 'ALPHA', 'Objects that are stored, by resource.', unique(samples)),
    gauge(
      'apiserver_storage_objects',
      'STABLE',
      'Objects that are stored, by resource; apiserver_resource_objects says the same.',
      [...byName].map(([resource, value]) => ({ labels: { resource }, value })),
    ),
  ];
}

/** A resource has an entry for each version that it is served in. */
function unique(samples: Metric['samples']): Metric['samples'] {
  return [...new Map(samples.map((sample) => [JSON.stringify(sample.labels), sample])).values()];
}

function gauge(name: string, stability: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'gauge', help: `[${stability}] ${help}`, samples };
}

function buildLabels(): Readonly<Record<string, string>> {
  const { buildDate, compiler, gitCommit, gitTreeState, gitVersion, goVersion, major, minor, platform } =
    serverVersion();
  return {
    build_date: buildDate,
    compiler,
    git_commit: gitCommit,
    git_tree_state: gitTreeState,
    git_version: gitVersion,
    go_version: goVersion,
    major,
    minor,
    platform,
  };
}
