import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { goQuote, isKnownFormat } from '../../../apimachinery/index.ts';
import type { Definition } from '../definition.ts';
import { internalSpec } from './internal-spec.ts';
import { someSchema } from './schemas-within.ts';

/**
 * What a client is told of a definition that is let through: formats that nothing is checked by, and on an update only those
 * that were not there before. Mirrors k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition.
 */
export function definitionWarnings(definition: Definition, old?: Definition): readonly string[] {
  const before = new Set(old === undefined ? [] : unknownFormats(old));
  return unknownFormats(definition)
    .filter((format) => !before.has(format))
    .map((format) => `unrecognized format ${goQuote(format)}`);
}

function unknownFormats({ spec }: Definition): readonly string[] {
  const { common, versions } = internalSpec(spec);
  return [common, ...versions].flatMap(({ schema }) =>
    schema?.openAPIV3Schema === undefined ? [] : formatsWithin(schema.openAPIV3Schema),
  );
}

function formatsWithin(schema: V1JSONSchemaProps): readonly string[] {
  const found: string[] = [];
  someSchema(schema, ({ type, format = '' }) => {
    if (format !== '' && !isKnownFormat(type || undefined, format)) found.push(format);
    return false;
  });
  return found;
}
