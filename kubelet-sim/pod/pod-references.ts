import type {
  ResourceV1ResourceClaim,
  V1Container,
  V1PodSpec,
  V1ProjectedVolumeSource,
  V1Volume,
} from '../../api/index.ts';
import { tokenSource } from '../../component-helpers/index.ts';

export type ReferredKind = 'ConfigMap' | 'Secret';

/** That a pod needs a ConfigMap or Secret of its namespace. What is optional is never missed, and is no reference. */
export interface Reference {
  readonly kind: ReferredKind;
  readonly name: string;
  /** What it must hold. */
  readonly keys: readonly string[];
}

/** What a volume is made from. */
export interface VolumeSources {
  readonly volume: string;
  readonly sources: readonly Reference[];
}

/** As both kinds have it. */
export interface KeyedObject {
  readonly data?: Readonly<Record<string, string>>;
  /** Of a ConfigMap: in volumes only. */
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** What is known of the volumes that the claims of a pod stand for, by the pod's names of them. */
export interface PodClaims {
  /** Those that cannot be mounted, and why. */
  readonly failed: readonly string[];
  readonly problems: readonly string[];
  /** Those that have to be attached to the node first, and are not yet. */
  readonly unattached: readonly string[];
  /** They never will be: the node takes no more. */
  readonly exhausted: boolean;
}

/** What one pod refers to, as it is by now; `claims` are those of its volumes. */
export interface PodObjects {
  readonly namespace: string;
  /** Whether all of them were looked for. */
  readonly known: boolean;
  readonly claims: PodClaims;
  /** Undefined: there is none. */
  find(kind: ReferredKind, name: string): KeyedObject | undefined;
  /** A claim for devices. */
  deviceClaim(name: string): ResourceV1ResourceClaim | undefined;
}

/** Of a pod without claims. */
export const noClaims: PodClaims = Object.freeze({
  failed: [],
  problems: [],
  unattached: [],
  exhausted: false,
});

/** Of a pod that refers to nothing. */
export const noObjects: PodObjects = Object.freeze({
  namespace: '',
  known: true,
  claims: noClaims,
  find: () => undefined,
  deviceClaim: () => undefined,
});

/** What the environment of a container is made from, in the order in which it is made. */
export function environmentOf({ envFrom = [], env = [] }: V1Container): readonly Reference[] {
  const whole = envFrom.flatMap(({ configMapRef, secretRef }) => [
    ...reference('ConfigMap', configMapRef),
    ...reference('Secret', secretRef),
  ]);
  const single = env.flatMap(({ valueFrom }) => [
    ...reference('ConfigMap', valueFrom?.configMapKeyRef),
    ...reference('Secret', valueFrom?.secretKeyRef),
  ]);
  return [...whole, ...single];
}

/** The volumes of a pod that are made from such objects. */
export function volumesOf({ volumes = [] }: Pick<V1PodSpec, 'volumes'>): readonly VolumeSources[] {
  const all = volumes.map((volume) => ({ volume: volume.name, sources: sourcesOf(volume) }));
  return all.filter(({ sources }) => sources.length > 0);
}

function sourcesOf({ configMap, secret, projected }: V1Volume): readonly Reference[] {
  if (projected === tokenSource) return tokenReferences;
  return [
    ...reference('ConfigMap', configMap),
    ...reference('Secret', secret && { ...secret, name: secret.secretName }),
    ...(projected === undefined ? [] : projectedReferences(projected)),
  ];
}

function projectedReferences({ sources }: V1ProjectedVolumeSource): readonly Reference[] {
  return (sources ?? []).flatMap(({ configMap, secret }) => [
    ...reference('ConfigMap', configMap),
    ...reference('Secret', secret),
  ]);
}

/** Most pods have it. */
const tokenReferences: readonly Reference[] = projectedReferences(tokenSource);

interface Selector {
  readonly name?: string | undefined;
  readonly optional?: boolean;
  /** One key, of an environment; or several, of a volume. */
  readonly key?: string;
  readonly items?: readonly { readonly key: string }[];
}

function reference(kind: ReferredKind, selector: Selector | undefined): readonly Reference[] {
  if (selector === undefined || selector.optional === true) return [];
  const { name = '', key, items = [] } = selector;
  const keys = key === undefined ? items.map((item) => item.key) : [key];
  return [{ kind, name, keys }];
}

/**
 * Why the environment of a container cannot be made, by the first thing that is missing. Mirrors kubernetes pkg/kubelet
 * (makeEnvironmentVariables).
 */
export function environmentProblem(
  environment: readonly Reference[],
  objects: PodObjects,
): string | undefined {
  for (const { kind, name, keys } of environment) {
    const object = objects.find(kind, name);
    if (object === undefined) return notFound(kind, name);
    const missing = keys.find((key) => object.data?.[key] === undefined);
    if (missing !== undefined) return `couldn't find key ${missing} in ${kind} ${objects.namespace}/${name}`;
  }
  return undefined;
}

/** Why a volume cannot be made. Mirrors kubernetes pkg/volume (configmap, secret and projected: SetUpAt). */
export function volumeProblem({ sources }: VolumeSources, objects: PodObjects): string | undefined {
  const problems = sources.flatMap((source) => sourceProblem(source, objects) ?? []);
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}

function sourceProblem({ kind, name, keys }: Reference, objects: PodObjects): string | undefined {
  const object = objects.find(kind, name);
  if (object === undefined) return notFound(kind, name);
  const { data, binaryData } = object;
  const missing = keys.find((key) => data?.[key] === undefined && binaryData?.[key] === undefined);
  if (missing === undefined) return undefined;
  return kind === 'Secret'
    ? `references non-existent secret key: ${missing}`
    : `configmap references non-existent config key: ${missing}`;
}

/** As the caches of a kubelet say it. */
function notFound(kind: ReferredKind, name: string): string {
  return `${kind.toLowerCase()} "${name}" not found`;
}
