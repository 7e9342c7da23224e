import type { Schema } from '../../../apimachinery/index.ts';

/**
 * Values that are one word in JSON but have a type of their own in Kubernetes: clients know them by the name of their
 * definition (`kubectl explain` prints `<IntOrString>` and `<Quantity>`).
 */
export const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
export const intOrString = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
export const time = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
export const microTime = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
/** The body of a PATCH, whatever the type of the patch. */
export const patchDefinition = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';
export const statusDefinition = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
export const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
export const listMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
export const deleteOptions = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';

/** The package of definitions of custom resources. */
const definitions = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.';

export interface SpecialDefinition {
  readonly description: string;
  /** Absent: anything. */
  readonly type?: 'string' | 'object';
  readonly format?: string;
}

/** The definitions that no schema of ours stands for. */
export const specialDefinitions: Readonly<Record<string, SpecialDefinition>> = {
  [quantity]: {
    description:
      'A number with a unit of scale: plain (`2`, `0.5`, `1e3`), decimal (`100m`, `4k`, `2M`) or binary (`64Mi`, `1Gi`).',
    type: 'string',
  },
  [intOrString]: {
    description:
      'An integer or a string, for example a port by number or by name, or a count or a percentage.',
    type: 'string',
    format: 'int-or-string',
  },
  [time]: {
    description: 'A moment as an RFC 3339 text, to the second.',
    type: 'string',
    format: 'date-time',
  },
  [microTime]: {
    description: 'A moment as an RFC 3339 text, to the microsecond.',
    type: 'string',
    format: 'date-time',
  },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { description: 'An object of any kind.', type: 'object' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': {
    description:
      'A set of fields: `f:NAME`, `k:KEYS`, `v:VALUE` or `i:INDEX`, with what is below; `.` is the place itself.',
    type: 'object',
  },
  [`${definitions}JSON`]: { description: 'Any value of JSON.' },
  [`${definitions}JSONSchemaPropsOrArray`]: { description: 'A schema, or a list of them.' },
  [`${definitions}JSONSchemaPropsOrBool`]: { description: 'A schema, or whether anything is allowed.' },
  [`${definitions}JSONSchemaPropsOrStringArray`]: { description: 'A schema, or a list of texts.' },
  [patchDefinition]: { description: 'The changes, in the form its content type names.', type: 'object' },
};

/** The special definition a schema is an instance of, if it is one. */
export function specialDefinitionOf({ type, format }: Schema): string | undefined {
  if (type === 'quantity') return quantity;
  if (type === 'int-or-string') return intOrString;
  if (type !== 'string') return undefined;
  if (format === 'date-time') return time;
  return format === 'date-time-micro' ? microTime : undefined;
}
