import type { ScalePaths, V1CustomResourceSubresourceScale } from '../../api/index.ts';
import {
  type FieldError,
  fieldInvalid,
  isObject,
  isWhole,
  type KubeObject,
} from '../../apimachinery/index.ts';

/** What is wrong with what a scale is read from. */
export interface ScaleRules {
  readonly specErrors: (object: KubeObject) => readonly FieldError[];
  readonly statusErrors: (object: KubeObject) => readonly FieldError[];
}

const int32Max = 2 ** 31 - 1;

/** What a definition declares of its scale subresource, ready to read and write objects with. */
export function scalePaths(declared: V1CustomResourceSubresourceScale): ScalePaths {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath = '' } = declared;
  const number = (object: KubeObject, path: string) => {
    const value = valueAt(object, path);
    return typeof value === 'number' ? value : undefined;
  };
  return {
    specReplicasPath,
    statusReplicasPath,
    labelSelectorPath,
    specReplicas: (object) => number(object, specReplicasPath),
    statusReplicas: (object) => number(object, statusReplicasPath) ?? 0,
    selector(object) {
      const selector = labelSelectorPath === '' ? undefined : valueAt(object, labelSelectorPath);
      return typeof selector === 'string' ? selector : '';
    },
    withReplicas: (object, replicas) =>
      withValueAt(object, segments(specReplicasPath), replicas) as KubeObject,
  };
}

/**
 * What the values at the paths of a scale may not be. Mirrors apiextensions-apiserver pkg/registry/customresource
 * (ValidateScaleSpec, ValidateScaleStatus).
 */
export function scaleRules({
  specReplicasPath,
  statusReplicasPath,
  labelSelectorPath,
}: ScalePaths): ScaleRules {
  return {
    specErrors: (object) => replicasErrors(object, specReplicasPath),
    statusErrors: (object) => [
      ...replicasErrors(object, statusReplicasPath),
      ...selectorErrors(object, labelSelectorPath),
    ],
  };
}

function replicasErrors(object: KubeObject, path: string): readonly FieldError[] {
  const value = valueAt(object, path);
  if (value === undefined) return [];
  if (!isWhole(value)) return [misfit(path, value, 0, 'int64')];
  if (value < 0) return [fieldInvalid(path, value, 'should be a non-negative integer')];
  if (value > int32Max) return [fieldInvalid(path, value, `should be less than or equal to ${int32Max}`)];
  return [];
}

function selectorErrors(object: KubeObject, path: string): readonly FieldError[] {
  const value = path === '' ? undefined : valueAt(object, path);
  return value === undefined || typeof value === 'string' ? [] : [misfit(path, value, '', 'string')];
}

/** Mirrors k8s.io/apimachinery pkg/apis/meta/v1/unstructured (NestedInt64, NestedString). */
function misfit(path: string, value: unknown, zero: unknown, wanted: string): FieldError {
  const says = `${path} accessor error: ${goValue(value)} is of the type ${goType(value)}, expected ${wanted}`;
  return fieldInvalid(path, zero, says);
}

function goValue(value: unknown): string {
  return value === null ? '<nil>' : String(value);
}

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

function segments(path: string): readonly string[] {
  return path.replace(/^\./, '').split('.');
}

function valueAt(object: KubeObject, path: string): unknown {
  let value: unknown = object;
  for (const segment of segments(path)) value = isObject(value) ? value[segment] : undefined;
  return value;
}

function withValueAt(value: unknown, [first, ...rest]: readonly string[], set: unknown): unknown {
  if (first === undefined) return set;
  const object = isObject(value) ? value : {};
  const before = object[first];
  const after = withValueAt(before, rest, set);
  if (after === before) return value;
  const copy: Record<string, unknown> = { ...object };
  copy[first] = after;
  return copy;
}
