/**
 * A node without a machine: a kubelet that is real towards the API server (registers its Node, renews its Lease, watches
 * the pods bound to it, reports what becomes of them, ends them gracefully) and that has, instead of a container runtime,
 * declarative data about how containers behave.
 */
export { BehaviourError } from './behaviours/behaviour-error.ts';
export { type BehaviourField, behaviourFields, type FieldKind } from './behaviours/behaviour-fields.ts';
export type {
  BehaviourMatch,
  BehaviourPreset,
  DeclaredAnswer,
  DeclaredCommand,
  DeclaredExit,
  DeclaredProcess,
  DelayMs,
  LocalPlace,
  Patterns,
  PodBehaviour,
  PodBehaviours,
} from './behaviours/behaviours.ts';
export { declaredFor, matchesPattern } from './behaviours/behaviours.ts';
export { parseBehaviours } from './behaviours/parse-behaviours.ts';
export type { ContainerPrograms, ExecCall, PodHttpCall } from './connections/container-programs.ts';
export type { DeclaredDevices, PrepareBehaviour } from './devices/declared-devices.ts';
export { parseDevices } from './devices/parse-devices.ts';
export { type KubeletConfiguration, parseKubeletConfiguration } from './eviction/kubelet-configuration.ts';
export { isKwok, type KwokRules, parseKwok } from './kwok/parse-kwok.ts';
export type { LogRow } from './logs/log-row.ts';
export { createKubelet, type Kubelet, type KubeletOptions, type LeftToOthers } from './node/kubelet.ts';
export { leaseNamespace } from './node/node-lease.ts';
export type { KubeletEndpoint, NodeSpec } from './node/node-spec.ts';
export type { PlayedPods } from './played/played-pods.ts';
export { behaviourAnnotation, ownBehaviours } from './pod/pod-plan.ts';
export type { DeclaredOutcomes, ProbeOutcome } from './probes/declared-outcomes.ts';
export { type DeclaredStaticPod, parseStaticPods } from './static-pods/mirror-pod.ts';
export { checkAmount } from './usage/check-amount.ts';
export { limitOf, type Sharing, serves, usageAt, usageDeclared } from './usage/container-usage.ts';
export type { Curve } from './usage/curve.ts';
export { type AmountOverTime, amountAt, type DeclaredAmount, type Varied } from './usage/declared-amount.ts';
export type { DeclaredUsage } from './usage/declared-usage.ts';
export { type DeclaredNodeUsage, MachineUsage, parseNodeUsage } from './usage/node-usage.ts';
export type { Points } from './usage/points.ts';
