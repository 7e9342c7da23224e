import type { V1Container, V1PodSpec, V1PodTemplateSpec, V1Volume } from '../../../api/index.ts';

/**
 * The spec without fields of features that Kubernetes 1.36 has not turned on: the API knows them, and nobody is told that
 * they went. The same spec where it has none. Mirrors kubernetes pkg/api/pod (dropDisabledFields).
 */
export function enabledFields(spec: V1PodSpec): V1PodSpec {
  if (!hasDisabledFields(spec)) return spec;
  const { schedulingGroup: _, volumes, containers, initContainers, ephemeralContainers, ...others } = spec;
  const lists = { containers, initContainers, ephemeralContainers };
  const made = Object.entries(lists)
    .filter(([, list]) => list !== undefined)
    .map(([name, list]) => [name, list?.map((container) => withoutStopSignal(container as V1Container))]);
  return {
    ...others,
    ...Object.fromEntries(made),
    ...(volumes === undefined ? {} : { volumes: volumes.map(withEnabledSources) }),
  } as V1PodSpec;
}

/** A template with such a spec; the same where nothing is to go. */
export function enabledTemplate<Template extends V1PodTemplateSpec | undefined>(
  template: Template,
): Template {
  if (template?.spec === undefined) return template;
  const spec = enabledFields(template.spec);
  return spec === template.spec ? template : { ...template, spec };
}

function hasDisabledFields(spec: V1PodSpec): boolean {
  const hasSignal = (list: readonly { readonly lifecycle?: V1Container['lifecycle'] }[] | undefined) =>
    list?.some(({ lifecycle }) => lifecycle?.stopSignal !== undefined) === true;
  if (spec.schedulingGroup !== undefined) return true;
  if (hasSignal(spec.containers) || hasSignal(spec.initContainers) || hasSignal(spec.ephemeralContainers))
    return true;
  return spec.volumes?.some(({ projected }) => projected?.sources?.some(isDisabled)) === true;
}

type Source = NonNullable<NonNullable<V1Volume['projected']>['sources']>[number];

function isDisabled({ clusterTrustBundle, podCertificate }: Source): boolean {
  return clusterTrustBundle !== undefined || podCertificate !== undefined;
}

function withEnabledSources(volume: V1Volume): V1Volume {
  const { projected } = volume;
  if (projected?.sources?.some(isDisabled) !== true) return volume;
  const sources = projected.sources.map(({ clusterTrustBundle: _, podCertificate: __, ...source }) => source);
  return { ...volume, projected: { ...projected, sources } };
}

function withoutStopSignal(container: V1Container): V1Container {
  if (container.lifecycle?.stopSignal === undefined) return container;
  const { lifecycle, ...others } = container;
  const { stopSignal: _, ...hooks } = lifecycle;
  return Object.keys(hooks).length === 0 ? others : { ...others, lifecycle: hooks };
}
