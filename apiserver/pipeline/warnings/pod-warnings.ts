import type { V1NodeSelectorTerm, V1PodAffinity, V1PodSpec, V1PodTemplateSpec } from '../../../api/index.ts';
import { type FieldPath, goQuote, type Labels, validateLabelValue } from '../../../apimachinery/index.ts';
import { addressWarnings } from './address-warnings.ts';
import { containerWarnings, fractionWarnings } from './container-warnings.ts';
import { portWarnings } from './port-warnings.ts';
import { volumeWarnings } from './volume-warnings.ts';

const deprecatedLabels = new Map(
  Object.entries({
    'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
    'failure-domain.beta.kubernetes.io/region':
      'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    'failure-domain.beta.kubernetes.io/zone':
      'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    'beta.kubernetes.io/instance-type':
      'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    'app.kubernetes.io/created-by': 'deprecated since v1.9',
    'scheduler.alpha.kubernetes.io/preferAvoidPods':
      'deprecated since v1.22; use Taints and Tolerations instead',
    'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
  }),
);

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod':
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const noSpec = {} as V1PodSpec;
const matchesNone = 'a null labelSelector results in matching no pod';

/**
 * What is allowed in a pod or template at a path and yet hardly meant. Mirrors kubernetes pkg/api/pod/warnings.go
 * (warningsForPodSpecAndMeta).
 */
export function podWarnings(pod: V1PodTemplateSpec, path: FieldPath): string[] {
  const warnings: string[] = [];
  const { spec = noSpec } = pod;
  const annotations = (pod.metadata?.annotations ?? {}) as Labels;
  const at = path.child('spec');
  nodeWarnings(warnings, at, spec);
  for (const key in deprecatedAnnotations) {
    if (annotations[key] === undefined) continue;
    warnings.push(`${path.child('metadata', 'annotations').key(key)}: ${deprecatedAnnotations[key]}`);
  }
  volumeWarnings(warnings, at.child('volumes'), spec.volumes);
  listWarnings(warnings, at, spec);
  fractionWarnings(warnings, at.child('overhead'), spec.overhead);
  containerWarnings(warnings, path, spec, annotations);
  portWarnings(warnings, at, spec);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const says = 'must be >= 0; negative values are invalid and will be treated as 1';
    warnings.push(`${at.child('terminationGracePeriodSeconds')}: ${says}`);
  }
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const affinity = spec.affinity?.[field];
    if (affinity !== undefined) affinityWarnings(warnings, at.child('affinity', field), affinity);
  }
  addressWarnings(warnings, at, spec);
  return warnings;
}

/** Of old names of nodes' labels, and of what selects none. */
function nodeWarnings(warnings: string[], path: FieldPath, spec: V1PodSpec): void {
  for (const key in spec.nodeSelector) {
    const says = deprecatedLabels.get(key);
    if (says !== undefined) warnings.push(`${path.child('nodeSelector').key(key)}: ${says}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  if (affinity !== undefined) {
    const at = path.child('affinity', 'nodeAffinity');
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    affinity[required]?.nodeSelectorTerms?.forEach((term, index) => {
      nodeTermWarnings(warnings, at.child(required, 'nodeSelectorTerms').index(index), term, false);
    });
    affinity[preferred]?.forEach(({ preference }, index) => {
      nodeTermWarnings(
        warnings,
        at.child(preferred).index(index).child('preference'),
        preference ?? {},
        true,
      );
    });
  }
  spec.topologySpreadConstraints?.forEach(({ topologyKey = '', labelSelector }, index) => {
    const at = path.child('topologySpreadConstraints').index(index);
    const says = deprecatedLabels.get(topologyKey);
    if (says !== undefined) warnings.push(`${at.child('topologyKey')}: ${topologyKey} is ${says}`);
    if (labelSelector === undefined) warnings.push(`${at.child('labelSelector')}: ${matchesNone}`);
  });
}

export function nodeTermWarnings(
  warnings: string[],
  path: FieldPath,
  { matchExpressions = [] }: V1NodeSelectorTerm,
  looksAtValues: boolean,
): void {
  for (const [index, { key = '', values = [] }] of matchExpressions.entries()) {
    const at = path.child('matchExpressions').index(index);
    const says = deprecatedLabels.get(key);
    if (says !== undefined) warnings.push(`${at.child('key')}: ${key} is ${says}`);
    if (!looksAtValues) continue;
    for (const [valueIndex, value] of values.entries()) {
      for (const wrong of validateLabelValue(value)) {
        warnings.push(`${at.child('values').index(valueIndex)}: ${value} is invalid, ${wrong}`);
      }
    }
  }
}

/** Of what stands twice, and of secrets without a name. */
function listWarnings(
  warnings: string[],
  path: FieldPath,
  { hostAliases = [], imagePullSecrets = [] }: V1PodSpec,
): void {
  const twice = (list: string, field: string, texts: readonly string[]) => {
    const seen = new Set<string>();
    for (const [index, text] of texts.entries()) {
      if (!seen.has(text)) seen.add(text);
      else
        warnings.push(`${path.child(list).index(index).child(field)}: duplicate ${field} ${goQuote(text)}`);
    }
  };
  const names = imagePullSecrets.map(({ name = '' }) => name);
  twice(
    'hostAliases',
    'ip',
    hostAliases.map(({ ip = '' }) => ip),
  );
  twice('imagePullSecrets', 'name', names);
  for (const [index, name] of names.entries()) {
    const at = path.child('imagePullSecrets').index(index).child('name');
    if (name === '') warnings.push(`${at}: invalid empty name ""`);
  }
}

function affinityWarnings(warnings: string[], path: FieldPath, affinity: V1PodAffinity): void {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
  affinity[required]?.forEach(({ labelSelector }, index) => {
    const at = path.child(required).index(index).child('labelSelector');
    if (labelSelector === undefined) warnings.push(`${at}: ${matchesNone}`);
  });
  affinity[preferred]?.forEach(({ podAffinityTerm }, index) => {
    const at = path.child(preferred).index(index).child('podAffinityTerm', 'labelSelector');
    if (podAffinityTerm?.labelSelector === undefined) warnings.push(`${at}: ${matchesNone}`);
  });
}
