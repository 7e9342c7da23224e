/**
 * Logic that several components share, once for all of them: what a pod asks for, what it tolerates, which nodes it wants,
 * whether it counts; when a schedule is due; what a request for a certificate asks for; what expressions of admission policies
 * may name, and what definitions declare. Mirrors k8s.io/component-helpers, and of kubernetes pkg/api/v1/pod and
 * pkg/apis/core/v1/helper what is no more than a function of objects. Pure: no clock, no I/O.
 */
export { DerReader, type DerValue, derTags } from './certificates/der.ts';
export * from './certificates/der-writer.ts';
export { type PemBlock, pemBlocks, pemText } from './certificates/pem.ts';
export * from './certificates/signing-request.ts';
export { type CronSchedule, parseCronSchedule } from './cron/cron-schedule.ts';
export { nextCronTime } from './cron/next-cron-time.ts';
export { isTimeZone } from './cron/zone-names.ts';
export {
  compileDeviceExpression,
  type DeviceExpression,
  matchesDevice,
  selectorCostMax,
} from './devices/device-expressions.ts';
export { toleratesDeviceTaint } from './devices/device-taints.ts';
export * from './devices/pod-claims.ts';
export * from './disruption-budget/conditions.ts';
export { zoneKeyOf } from './node/zone.ts';
export * from './pod/back-off.ts';
export * from './pod/conditions.ts';
export * from './pod/readiness.ts';
export { isSidecar } from './pod/sidecar.ts';
export { tokenSource } from './pod/token-source.ts';
export { type PolicyDeclarations, policyEnvironment, variableType } from './policies/policy-environment.ts';
export * from './quota/index.ts';
export { type Amounts, addAmounts, amountsOf, type ResourceList } from './resource/amounts.ts';
export { hasPodLevelRequests } from './resource/pod-level.ts';
export { type PodRequestsOptions, podLimits, podRequests } from './resource/pod-resources.ts';
export { type QosClass, qosClass } from './resource/qos-class.ts';
export * from './resource/resource-names.ts';
export * from './scheduling/host-ports.ts';
export type { MatchedNode, NodeMatcher } from './scheduling/node-affinity.ts';
export * from './scheduling/node-affinity.ts';
export * from './scheduling/tolerations.ts';
export { declaredSchema } from './schemas/declared-schema.ts';
export { matcherOf } from './selectors/matcher-of.ts';
export * from './storage/attachment.ts';
export { boundVolume } from './storage/bound-volume.ts';
export * from './storage/claims.ts';
export { newestDefault } from './storage/default-class.ts';
export { type ClaimedVolume, claimOfVolume, notForPod } from './storage/ephemeral.ts';
export * from './storage/matching-volume.ts';
export { candidateVolumes, volumeIndexes } from './storage/volume-indexes.ts';
