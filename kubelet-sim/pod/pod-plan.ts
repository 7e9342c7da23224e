import type { V1Container, V1ContainerRestartRule, V1Pod } from '../../api/index.ts';
import { claimEntriesOf, isSidecar } from '../../component-helpers/index.ts';
import { BehaviourError } from '../behaviours/behaviour-error.ts';
import {
  type BehaviourPreset,
  behaviourOf,
  type ContainerBehaviour,
  type DelayMs,
  type PodBehaviours,
  runMs,
} from '../behaviours/behaviours.ts';
import { parseBehavioursJson } from '../behaviours/parse-behaviours.ts';
import { invalidImageMessage } from '../container/image-name.ts';
import { type HookPlans, hooksOf, noHooks } from '../hooks/hook-plan.ts';
import type { NodeImage, NodeImages } from '../node/node-images.ts';
import { noProbes, type ProbePlan, probesOf } from '../probes/probe-plan.ts';
import { type FixedStatus, fixedStatus } from '../status/fixed-status.ts';
import type { PlannedUsage } from '../usage/out-of-memory.ts';
import { type MountedClaim, mountedClaims } from './mounted-claims.ts';
import { type PodLevelResources, podLevelResources } from './pod-level-resources.ts';
import { environmentOf, type Reference, type VolumeSources, volumesOf } from './pod-references.ts';
import { terminationMessage } from './termination-message.ts';

/** What a rule says that concerns all containers of its pod. */
export const restartAllAction = 'RestartAllContainers';

/** A pod's own behaviours, as JSON: they come before those the kubelet was given. */
export const behaviourAnnotation = 'homeostat.dev/behaviour';

/**
 * An init container runs to its end before the next; a sidecar starts in their row and goes on; an ephemeral one is added to
 * a pod that runs, whatever the others do.
 */
export type ContainerRole = 'init' | 'sidecar' | 'main' | 'ephemeral';

/** What is to be done about one container; follows from the pod alone. */
export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  readonly nodeImage: NodeImage;
  readonly role: ContainerRole;
  /** Who restarts it: Always, OnFailure, Never. */
  readonly restartPolicy: string;
  /** Of these the first that fits an exit code comes before the policy. */
  readonly restartRules: readonly V1ContainerRestartRule[];
  readonly pullPolicy: string;
  /** The secrets of its pod for registries. */
  readonly pullSecrets: readonly string[];
  readonly behaviour: ContainerBehaviour;
  /** How long it runs, to end well, where nothing is declared; absent: for ever. */
  readonly runMs?: DelayMs;
  /** That of startup first. */
  readonly probes: readonly ProbePlan[];
  readonly hooks: HookPlans;
  readonly fixedStatus: FixedStatus;
  /** What its declared end leaves as its message. */
  readonly endMessage?: string;
  /** What its environment is made from. */
  readonly environment: readonly Reference[];
  /** What it uses. */
  readonly usage?: PlannedUsage;
  /** Why it can never run. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

export interface PodPlan {
  /** Init containers first and ephemeral ones last, each group in the order of the spec. */
  readonly containers: readonly ContainerPlan[];
  readonly initCount: number;
  readonly ephemeralCount: number;
  readonly restartPolicy: string;
  readonly graceMs: number;
  readonly resources: PodLevelResources;
  /** Those that are made from other objects. */
  readonly volumes: readonly VolumeSources[];
  /** Those for registries; empty for most. */
  readonly pullSecrets: readonly string[];
  /** All that it refers to; empty for most. */
  readonly references: readonly Reference[];
  /** The pod, where it has claims for devices. */
  readonly claimsOf?: V1Pod;
  /** Those that its containers mount; empty for most. */
  readonly claims: readonly MountedClaim[];
  /** Whether something has to be there before any container begins. */
  readonly waits: boolean;
  /** Whether any container has probes or hooks, or an image that is not pulled. */
  readonly watched: boolean;
  /** Whether it is declared what any of them uses. */
  readonly measured: boolean;
  /** Whether some rule may restart them all. */
  readonly mayRestartAll: boolean;
}

/** What a plan depends on besides the pod. */
export interface PlanFacts {
  readonly behaviours: PodBehaviours;
  readonly preset: BehaviourPreset;
  readonly images: NodeImages;
}

/**
 * What is declared, for all pods and in the pod's annotation, for the containers of a pod. `actual`: the same pod with the resources that it
 * has by now, where it was granted others.
 */
export function planPod(pod: V1Pod, { behaviours, preset, images }: PlanFacts, actual = pod): PodPlan {
  const { initContainers = [], containers = [], restartPolicy = 'Always' } = pod.spec ?? {};
  const { ephemeralContainers = [] } = pod.spec ?? {};
  const own = ownBehaviours(pod);
  const count = initContainers.length + containers.length + ephemeralContainers.length;
  const all = own.behaviours.length === 0 ? behaviours : [...own.behaviours, ...behaviours];
  const pullSecrets = pullSecretsOf(pod);
  const plan = (spec: V1Container, role: ContainerRole): ContainerPlan => {
    const { name = '', image = '' } = spec;
    const behaviour = behaviourOf(all, preset, pod, spec);
    const { usageOf } = behaviour;
    const running = actual === pod ? spec : (containerOf(actual, name) ?? spec);
    const usage = usageOf && {
      behaviour: usageOf,
      own: own.behaviours.includes(usageOf),
      container: running,
    };
    const refusal = own.refusal ?? refusalOf(image);
    const policy = policyOf(spec, role, restartPolicy);
    const endMessage = terminationMessage(spec, behaviour.run.exit, count);
    // One that reads waits for who types.
    const waits = behaviour.run.forever || spec.stdin === true;
    const ends = role !== 'ephemeral' && !waits && policy !== 'Always';
    return {
      name,
      image,
      nodeImage: images.named(image),
      role,
      restartPolicy: policy,
      restartRules: spec.restartPolicyRules ?? noRules,
      pullPolicy: spec.imagePullPolicy ?? 'IfNotPresent',
      pullSecrets,
      behaviour,
      ...(ends ? { runMs: runMs[preset][role === 'init' ? 'init' : 'main'] } : {}),
      probes: role === 'init' ? noProbes : probesOf(spec, behaviour, usage),
      hooks: hooksOf(spec, behaviour),
      fixedStatus: fixedStatus(pod, spec, running),
      ...(endMessage !== undefined && { endMessage }),
      environment: environmentOf(spec),
      ...(usage && { usage }),
      ...(refusal === undefined ? {} : { refusal }),
    };
  };
  const planned = [
    ...initContainers.map((spec) => plan(spec, isSidecar(spec) ? 'sidecar' : 'init')),
    ...containers.map((spec) => plan(spec, 'main')),
    ...ephemeralContainers.map((spec) => plan(spec, 'ephemeral')),
  ];
  const volumes = volumesOf(pod.spec ?? {});
  const claims = mountedClaims(pod);
  const hasDeviceClaims = claimEntriesOf(pod).length > 0;
  const references = [
    ...planned.flatMap(({ environment }) => environment),
    ...volumes.flatMap(({ sources }) => sources),
    ...pullSecrets.map((name): Reference => ({ kind: 'Secret', name, keys: [] })),
  ];
  return {
    containers: planned,
    volumes,
    pullSecrets,
    references,
    claims,
    ...(hasDeviceClaims && { claimsOf: pod }),
    waits: references.length > 0 || claims.length > 0 || hasDeviceClaims,
    watched: planned.some(isWatched),
    measured: planned.some(({ usage }) => usage !== undefined),
    mayRestartAll: planned.some(({ restartRules }) =>
      restartRules.some(({ action }) => action === restartAllAction),
    ),
    initCount: initContainers.length,
    ephemeralCount: ephemeralContainers.length,
    restartPolicy,
    graceMs: Number(pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000,
    resources: podLevelResources(pod, actual),
  };
}

function isWatched({ probes, hooks, pullPolicy }: ContainerPlan): boolean {
  return probes.length > 0 || hooks !== noHooks || pullPolicy === 'Never';
}

const noSecrets: readonly string[] = Object.freeze([]);

/** Names that are empty are none. */
function pullSecretsOf({ spec }: V1Pod): readonly string[] {
  return spec?.imagePullSecrets?.flatMap(({ name }) => name || []) ?? noSecrets;
}

function containerOf({ spec }: V1Pod, name: string): V1Container | undefined {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find((one) => one.name === name);
}

const noRules: readonly V1ContainerRestartRule[] = Object.freeze([]);

function policyOf({ restartPolicy }: V1Container, role: ContainerRole, ofPod: string): string {
  if (role === 'sidecar') return 'Always';
  if (role === 'ephemeral') return 'Never';
  if (restartPolicy !== undefined) return restartPolicy;
  return role === 'init' && ofPod === 'Always' ? 'OnFailure' : ofPod;
}

/** What the annotation of a pod says of its containers, or why it cannot be read. */
export function ownBehaviours(pod: V1Pod): {
  readonly behaviours: PodBehaviours;
  readonly refusal?: Refusal;
} {
  const json = pod.metadata?.annotations?.[behaviourAnnotation];
  if (json === undefined) return { behaviours: [] };
  try {
    return { behaviours: parseBehavioursJson(json, behaviourAnnotation) };
  } catch (error) {
    if (!(error instanceof BehaviourError)) throw error;
    return { behaviours: [], refusal: { reason: 'CreateContainerConfigError', message: error.message } };
  }
}

function refusalOf(image: string): Refusal | undefined {
  const message = invalidImageMessage(image);
  return message === undefined ? undefined : { reason: 'InvalidImageName', message };
}
