import {
  type ApiRequest,
  Histogram,
  type Labels,
  type Metric,
  type Sample,
} from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestInfo } from '../request/request-info.ts';

/** Requests that are alike but for their answers. */
class Series {
  readonly labels: Labels;
  readonly latency: Histogram | undefined;
  readonly codes = new Map<number, number>();

  constructor(labels: Labels) {
    this.labels = labels;
    // How long a watch goes on says nothing.
    this.latency = labels.verb === 'WATCH' ? undefined : new Histogram(latencyBounds);
  }
}

/** In seconds. Mirrors kubernetes apiserver pkg/endpoints/metrics. */
const latencyBounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
];

/**
 * Counts requests by what they asked for and how they were answered. What nobody serves is not counted: its names are as
 * many as clients can think of. Mirrors kubernetes apiserver pkg/endpoints/metrics (MonitorRequest).
 */
export class RequestMetrics {
  readonly #ofKinds = new Map<ServedKind, Map<string, Series>>();
  readonly #ofDocuments = new Map<string, Series>();

  /** Of a resource. */
  observe(kind: ServedKind, request: ApiRequest, info: RequestInfo, code: number, ms: number): void {
    let known = this.#ofKinds.get(kind);
    if (known === undefined) {
      known = new Map();
      this.#ofKinds.set(kind, known);
    }
    const verb = verbOf(request, info);
    const dryRun = request.query.dryRun ?? '';
    const key = `${verb}/${scopeOf(info)}/${info.subresource}/${dryRun}`;
    let series = known.get(key);
    if (series === undefined) {
      // What is no option, or no subresource, must not grow the table.
      if (code >= 400 && known.size >= seriesMax) return;
      series = new Series(labelsOf(kind, info, verb, dryRun));
      known.set(key, series);
    }
    count(series, code, ms);
  }

  /** Of a path that is no resource, by its first part. */
  observeDocument({ method, path }: ApiRequest, code: number, ms: number): void {
    const [, first = ''] = path.split('/', 2);
    const subresource = documents[first];
    if (subresource === undefined) return;
    let series = this.#ofDocuments.get(`${method}${first}`);
    if (series === undefined) {
      const component = subresource === first ? 'apiserver' : '';
      series = new Series({ ...noResource, component, subresource, verb: method, version: '' });
      this.#ofDocuments.set(`${method}${first}`, series);
    }
    count(series, code, ms);
  }

  metrics(): Metric[] {
    const all = [
      ...this.#ofDocuments.values(),
      ...[...this.#ofKinds.values()].flatMap((known) => [...known.values()]),
    ];
    return [
      {
        name: 'apiserver_request_total',
        type: 'counter',
        help: '[STABLE] Requests, by what they asked for and the code of their answer.',
        samples: all.flatMap(({ labels, codes }) => codeSamples(labels, codes)),
      },
      {
        name: 'apiserver_request_duration_seconds',
        type: 'histogram',
        help: '[STABLE] How long answers took, by what was asked for.',
        samples: all.flatMap(({ labels, latency }) => latency?.samples(labels) ?? []),
      },
    ];
  }
}

/** More than a kind has combinations of verbs, scopes, subresources and dry runs. */
const seriesMax = 100;

/** By the first part of a path, how the metrics call it. */
const documents: Readonly<Record<string, string>> = {
  api: 'api',
  apis: 'apis',
  healthz: '/healthz',
  livez: '/livez',
  readyz: '/readyz',
  metrics: '/metrics',
  openapi: 'openapi/v3',
  version: '/version',
};

const noResource: Labels = { component: '', dry_run: '', group: '', resource: '', scope: '' };

function labelsOf({ resource }: ServedKind, info: RequestInfo, verb: string, dryRun: string): Labels {
  return {
    component: 'apiserver',
    dry_run: dryRun,
    group: resource.group,
    resource: resource.resource,
    scope: scopeOf(info),
    subresource: info.subresource,
    verb,
    version: resource.version,
  };
}

function scopeOf({ name, verb, namespace }: RequestInfo): string {
  if (name !== '' || verb === 'create') return 'resource';
  return namespace === '' ? 'cluster' : 'namespace';
}

function verbOf({ method, headers }: ApiRequest, { verb }: RequestInfo): string {
  if (verb === 'watch' || verb === 'list') return verb === 'watch' ? 'WATCH' : 'LIST';
  if (verb === 'patch' && headers['content-type']?.startsWith('application/apply-patch')) return 'APPLY';
  return method === 'HEAD' ? 'GET' : method;
}

function count({ codes, latency }: Series, code: number, ms: number): void {
  codes.set(code, (codes.get(code) ?? 0) + 1);
  latency?.observe(ms / 1000);
}

function codeSamples(labels: Labels, codes: ReadonlyMap<number, number>): Sample[] {
  return [...codes].map(([code, value]) => ({ labels: { code: String(code), ...labels }, value }));
}
