/**
 * What quotas count, once for the API server, which charges what is created, and the controller, which counts what is
 * there. Mirrors k8s.io/apiserver pkg/quota/v1 and kubernetes pkg/quota/v1.
 */
export * from './amounts.ts';
export type { DeviceSurroundings } from './device-claim-evaluator.ts';
export type { Asked, QuotaEvaluator } from './evaluator.ts';
export { isInScopes, matchesQuota, scopesOf } from './matching.ts';
export { QuotaEvaluators } from './registry.ts';
