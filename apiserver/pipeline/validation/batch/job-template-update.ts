import {
  internalEqual,
  internalValue,
  type V1Job,
  type V1JobSpec,
  type V1PodSpec,
  type V1PodTemplateSpec,
} from '../../../../api/index.ts';
import { type FieldPath, fieldImmutable } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { noTemplate } from '../core/pod-template.ts';

const noSpec = {} as V1PodSpec;

/**
 * The template of a job stays as it is; while the job is suspended its pods may be told to ask for other amounts, and to run
 * elsewhere. Mirrors kubernetes pkg/apis/batch/validation (validatePodTemplateUpdate).
 */
export function checkTemplateChange(errors: Errors, path: FieldPath, spec: V1JobSpec, old: V1Job): void {
  const { template = noTemplate } = spec;
  const isSuspended = old.spec?.suspend === true;
  const isIdle = isSuspended && isTrue(old, 'Suspended') && (old.status?.active ?? 0) === 0;
  const before = old.spec?.template ?? noTemplate;
  const allowed = isIdle ? withPlacement(before, template) : before;
  if (!isIdle) {
    if (internalEqual('PodTemplateSpec', template, allowed)) return;
    errors.push(fieldImmutable(path.child('template'), internalValue('PodTemplateSpec', template)));
    return;
  }
  const wanted = template.spec ?? noSpec;
  if (internalEqual('PodSpec', wanted, withAmounts(allowed.spec ?? noSpec, wanted))) return;
  errors.push(fieldImmutable(path.child('template.spec'), internalValue('PodSpec', wanted)));
}

function isTrue({ status }: V1Job, type: string): boolean {
  return status?.conditions?.some((one) => one.type === type && one.status === 'True') === true;
}

/** What says where pods run is as in the other template. */
function withPlacement(template: V1PodTemplateSpec, other: V1PodTemplateSpec): V1PodTemplateSpec {
  const { spec = noSpec } = template;
  const { nodeSelector, tolerations, schedulingGates, affinity } = other.spec ?? noSpec;
  const { labels, annotations } = other.metadata ?? {};
  const placed = {
    ...spec,
    nodeSelector,
    tolerations,
    schedulingGates,
    affinity: affinityOf(spec, affinity),
  };
  return { metadata: { ...template.metadata, labels, annotations }, spec: placed } as V1PodTemplateSpec;
}

function affinityOf({ affinity }: V1PodSpec, other: V1PodSpec['affinity']): V1PodSpec['affinity'] {
  const { nodeAffinity: _, ...others } = affinity ?? {};
  if (other === undefined && Object.keys(others).length === 0) return undefined;
  return other?.nodeAffinity === undefined ? others : { ...others, nodeAffinity: other.nodeAffinity };
}

/** What containers of the same place and name ask for is as in the other spec. */
function withAmounts(spec: V1PodSpec, other: V1PodSpec): V1PodSpec {
  const lists = (['containers', 'initContainers'] as const).map((list) => {
    const [before = [], wanted = []] = [spec[list], other[list]];
    if (before.length !== wanted.length) return [list, spec[list]];
    const merged = before.map((container, at) => {
      const { name, resources } = wanted[at] ?? container;
      return name === container.name ? { ...container, resources } : container;
    });
    return [list, merged];
  });
  return { ...spec, ...Object.fromEntries(lists) } as V1PodSpec;
}
