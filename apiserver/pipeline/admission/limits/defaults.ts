import type { V1Container, V1LimitRange, V1Pod } from '../../../../api/index.ts';
import type { KubeObject } from '../../../../apimachinery/index.ts';
import type { ResourceList } from '../../../../component-helpers/index.ts';
import { withMetadata, withPart } from '../../strategies/index.ts';

const annotation = 'kubernetes.io/limit-ranger';

interface Defaults {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/**
 * The pod whose containers ask for what the range says where they do not say it themselves; an annotation tells which. Mirrors
 * kubernetes plugin/pkg/admission/limitranger (mergePodResourceRequirements).
 */
export function withDefaults(pod: V1Pod, range: V1LimitRange): KubeObject {
  const defaults = defaultsOf(range);
  const told: string[] = [];
  const filled = (containers: readonly V1Container[] | undefined, what: string) =>
    containers?.map((container) => withAmounts(container, defaults, what, told));
  const containers = filled(pod.spec?.containers, 'container') ?? [];
  const initContainers = filled(pod.spec?.initContainers, 'init container');
  if (told.length === 0) return pod;
  const spec = { ...pod.spec, containers, ...(initContainers && { initContainers }) };
  const says = `LimitRanger plugin set: ${told.join('; ')}`;
  const annotations = { ...pod.metadata?.annotations, [annotation]: says };
  return withMetadata(withPart(pod, 'spec', spec), { annotations });
}

function defaultsOf({ spec }: V1LimitRange): Defaults {
  const ofContainers = (spec?.limits ?? []).filter(({ type }) => type === 'Container');
  return {
    requests: Object.assign({}, ...ofContainers.map(({ defaultRequest }) => defaultRequest)),
    limits: Object.assign({}, ...ofContainers.map((limit) => limit.default)),
  };
}

function withAmounts(container: V1Container, defaults: Defaults, what: string, told: string[]): V1Container {
  const { resources = {} } = container;
  const missing = (side: 'requests' | 'limits') =>
    Object.keys(defaults[side]).filter((name) => resources[side]?.[name] === undefined);
  const [requests, limits] = [missing('requests'), missing('limits')];
  if (requests.length + limits.length === 0) return container;
  const tell = (names: readonly string[], side: string) => {
    if (names.length > 0) told.push(`${names.toSorted().join(', ')} ${side} for ${what} ${container.name}`);
  };
  tell(requests, 'request');
  tell(limits, 'limit');
  return {
    ...container,
    resources: {
      ...resources,
      ...(limits.length > 0 && { limits: { ...resources.limits, ...of(defaults.limits, limits) } }),
      ...(requests.length > 0 && { requests: { ...resources.requests, ...of(defaults.requests, requests) } }),
    },
  };
}

function of(list: ResourceList, names: readonly string[]): ResourceList {
  return Object.fromEntries(names.map((name) => [name, list[name] ?? '0']));
}
