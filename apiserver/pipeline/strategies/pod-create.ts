import type {
  V1Affinity,
  V1Container,
  V1LabelSelector,
  V1Pod,
  V1PodAffinity,
  V1PodAffinityTerm,
  V1PodSpec,
} from '../../../api/index.ts';
import { deepEqual, type Labels } from '../../../apimachinery/index.ts';

type Keyed = Pick<V1PodAffinityTerm, 'labelSelector' | 'matchLabelKeys' | 'mismatchLabelKeys'>;

/**
 * The spec of a new pod with what its labels and annotations say put where it is looked for. Mirrors kubernetes
 * pkg/registry/core/pod (mutatePodAffinity, mutateTopologySpreadConstraints, applyAppArmorVersionSkew).
 */
export function completedSpec(spec: V1PodSpec, { metadata }: V1Pod): V1PodSpec {
  const labels = (metadata?.labels ?? {}) as Labels;
  const { affinity, topologySpreadConstraints } = spec;
  const made = withProfiles(spec, metadata?.annotations as Labels | undefined);
  if (
    affinity?.podAffinity === undefined &&
    affinity?.podAntiAffinity === undefined &&
    !topologySpreadConstraints
  ) {
    return made;
  }
  return {
    ...made,
    ...(affinity === undefined ? {} : { affinity: withKeys(affinity, labels) }),
    ...(topologySpreadConstraints === undefined
      ? {}
      : { topologySpreadConstraints: topologySpreadConstraints.map((one) => merged(one, labels)) }),
  };
}

function withKeys(affinity: V1Affinity, labels: Labels): V1Affinity {
  const { podAffinity, podAntiAffinity } = affinity;
  return {
    ...affinity,
    ...(podAffinity === undefined ? {} : { podAffinity: withTerms(podAffinity, labels) }),
    ...(podAntiAffinity === undefined ? {} : { podAntiAffinity: withTerms(podAntiAffinity, labels) }),
  };
}

function withTerms(affinity: V1PodAffinity, labels: Labels): V1PodAffinity {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required,
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
  } = affinity;
  return {
    ...affinity,
    ...(required === undefined
      ? {}
      : { requiredDuringSchedulingIgnoredDuringExecution: required.map((term) => merged(term, labels)) }),
    ...(preferred === undefined
      ? {}
      : {
          preferredDuringSchedulingIgnoredDuringExecution: preferred.map((term) => ({
            ...term,
            podAffinityTerm: merged(term.podAffinityTerm ?? {}, labels),
          })),
        }),
  } as V1PodAffinity;
}

/** What pods must have in common, or must not, becomes part of the selector. */
function merged<Term extends Keyed>(term: Term, labels: Labels): Term {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  if (labelSelector === undefined) return term;
  const expressions = [
    ...expressionsOf(matchLabelKeys, 'In', labels),
    ...expressionsOf(mismatchLabelKeys, 'NotIn', labels),
  ];
  if (expressions.length === 0) return term;
  const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...expressions];
  return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
}

function expressionsOf(
  keys: readonly string[],
  operator: string,
  labels: Labels,
): NonNullable<V1LabelSelector['matchExpressions']> {
  return keys.flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
}

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

/** An old annotation is as the field that it was before. */
function withProfiles(spec: V1PodSpec, annotations: Labels | undefined): V1PodSpec {
  const names = Object.keys(annotations ?? {}).filter((key) => key.startsWith(appArmorPrefix));
  if (names.length === 0 || spec.os?.name === 'windows') return spec;
  const ofPod = spec.securityContext?.appArmorProfile;
  const change = (container: V1Container): V1Container => {
    const annotation = annotations?.[appArmorPrefix + (container.name ?? '')];
    const profile = annotation === undefined ? undefined : profileOf(annotation);
    if (profile === undefined || container.securityContext?.appArmorProfile !== undefined) return container;
    if (deepEqual(profile, ofPod)) return container;
    return { ...container, securityContext: { ...container.securityContext, appArmorProfile: profile } };
  };
  const lists = (['initContainers', 'containers'] as const).filter((list) => spec[list] !== undefined);
  return { ...spec, ...Object.fromEntries(lists.map((list) => [list, spec[list]?.map(change)])) };
}

function profileOf(annotation: string) {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === '' || annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const [, name = ''] = /^localhost\/(.*)$/s.exec(annotation) ?? [];
  return name === '' || name !== name.trim() ? undefined : { type: 'Localhost', localhostProfile: name };
}
