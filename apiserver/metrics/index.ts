/** What the API server counts of its own, and tells at `/metrics`. Mirrors kubernetes apiserver pkg/endpoints/metrics. */
export { RequestMetrics } from './request-metrics.ts';
export { serveMetrics } from './serve-metrics.ts';
