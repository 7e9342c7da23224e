import {
  FieldPath,
  fieldErrorsText,
  isObject,
  type KubeObject,
  validateAnnotations,
  validateLabels,
} from '../../../apimachinery/index.ts';

/**
 * What is wrong with what a webhook made of an object, undefined if nothing is. Mirrors apiextensions-apiserver
 * pkg/apiserver/conversion (webhookConverter.Convert, validateConvertedObject).
 */
export function checkConverted(
  original: KubeObject,
  converted: unknown,
  apiVersion: string,
): string | undefined {
  const {
    apiVersion: version = '',
    kind = '',
    metadata,
  } = isObject(converted) ? (converted as KubeObject) : {};
  const at = 'returned invalid object at index 0';
  if (version !== apiVersion) {
    return `${at}: invalid groupVersion (expected ${apiVersion}, received ${version})`;
  }
  if (kind !== original.kind) return `${at}: invalid kind (expected ${original.kind}, received ${kind})`;
  for (const [field, called] of sameFields) {
    const [expected = '', is = ''] = [original.metadata?.[field], metadata?.[field]];
    if (expected !== is) return `returned invalid object: must have the same ${called}: ${expected} != ${is}`;
  }
  return undefined;
}

const sameFields = [
  ['name', 'name'],
  ['namespace', 'namespace'],
  ['uid', 'UID'],
] as const;

/** Only labels and annotations are a webhook's to change. Throws an error that says what they may not be. */
export function withOwnMetadata(original: KubeObject, converted: KubeObject): KubeObject {
  if (!isObject(converted.metadata)) throw new Error('missing metadata in converted object');
  const { labels: _, annotations: __, ...metadata } = original.metadata ?? {};
  const labels = texts('labels', converted.metadata.labels);
  const annotations = texts('annotations', converted.metadata.annotations);
  const errors = [
    ...validateLabels(labels ?? {}, FieldPath.of('metadata', 'labels')),
    ...validateAnnotations(annotations ?? {}, FieldPath.of('metadata', 'annotation')),
  ];
  if (errors.length > 0) throw new Error(fieldErrorsText(errors));
  return {
    ...converted,
    metadata: {
      ...metadata,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}

function texts(field: string, value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value))
    throw new Error(`invalid metadata.${field} of type ${typeof value} in converted object`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text === 'string') continue;
    throw new Error(`metadata.${field}[${key}] must be a string, but is ${typeof text} in converted object`);
  }
  return value as Readonly<Record<string, string>>;
}
