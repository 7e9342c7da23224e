import {
  commonFields,
  type V1CustomResourceDefinitionNames,
  type V1SelectableField,
} from '../../api/index.ts';
import {
  apiVersionOf,
  compareVersionPriority,
  type FieldGetters,
  type KubeObject,
  resultText,
} from '../../apimachinery/index.ts';
import type { KindDefinition } from '../registry/served-kind.ts';
import { type Converter, CustomConversion, type Form, takenAsIs } from './conversion/custom-conversion.ts';
import { customPrinter } from './custom-printer.ts';
import { CustomResource, customVerbs, schemaOf } from './custom-resource.ts';
import { customStrategy } from './custom-strategy.ts';
import { type DefinedVersion, type Definition, isDefinitionTrue, storedVersion } from './definition.ts';
import { firstResult } from './first-result.ts';
import { scalePaths } from './scale-of-paths.ts';
import { finalizerWarnings } from './validation/finalizer-warnings.ts';

/**
 * What is served of a definition as it is now, one kind for each version; nothing of one whose names were never accepted.
 * Mirrors apiextensions-apiserver pkg/apiserver (crdHandler, DiscoveryController).
 */
export function customKinds(definition: Definition, converter: Converter): readonly KindDefinition[] {
  const names = definition.status?.acceptedNames;
  const isServed =
    isDefinitionTrue(definition, 'NamesAccepted') || isDefinitionTrue(definition, 'Established');
  if (names === undefined || !isServed) return [];
  return definition.spec.versions
    .filter(({ served }) => served)
    .map((version) => customKind(definition, version, names, converter));
}

/** One version of a definition, whether or not it is served. */
export function customKind(
  definition: Definition,
  version: DefinedVersion,
  names: V1CustomResourceDefinitionNames,
  converter: Converter = takenAsIs,
): KindDefinition {
  const resource = new CustomResource(definition, version, names);
  const scale = version.subresources?.scale && scalePaths(version.subresources.scale);
  const hasStatus = version.subresources?.status !== undefined;
  const terminating = isDefinitionTrue(definition, 'Terminating');
  return {
    resource,
    verbs: customVerbs,
    hidden: !isDefinitionTrue(definition, 'Established'),
    strategy: customStrategy(resource, { hasStatus, scale, terminating }),
    conversion: new CustomConversion(
      formOf(definition, version),
      formOf(definition, storedVersion(definition)),
      definition.spec.versions.map((one) => formOf(definition, one)),
      converter,
    ),
    printer: customPrinter(version.additionalPrinterColumns),
    warnings: finalizerWarnings,
    selectableFields: selectable(resource, version.selectableFields),
    ...(scale === undefined ? {} : { scale }),
    ...(version.deprecated === true ? { deprecation: deprecation(definition, version) } : {}),
  };
}

function formOf({ spec }: Definition, { name, schema }: DefinedVersion): Form {
  return {
    apiVersion: apiVersionOf({ group: spec.group, version: name }),
    get schema() {
      return schemaOf(schema?.openAPIV3Schema);
    },
  };
}

function selectable(
  { namespaced }: CustomResource,
  declared: readonly V1SelectableField[] = [],
): FieldGetters<KubeObject> {
  const { 'metadata.namespace': _, ...ofCluster } = commonFields;
  const own = declared.map(({ jsonPath }) => [jsonPath.replace(/^\./, ''), fieldGetter(jsonPath)]);
  return { ...(namespaced ? commonFields : ofCluster), ...Object.fromEntries(own) };
}

function fieldGetter(jsonPath: string): (object: KubeObject) => string {
  const find = firstResult(jsonPath);
  return (object) => {
    const value = find?.(object)?.value ?? null;
    return value === null ? '' : resultText(value);
  };
}

/** Mirrors apiextensions-apiserver pkg/apiserver (defaultDeprecationWarning). */
function deprecation({ spec }: Definition, { name, deprecationWarning }: DefinedVersion): string {
  if (deprecationWarning !== undefined) return deprecationWarning;
  const { group, names, versions } = spec;
  const better = versions
    .filter((one) => one.served && one.deprecated !== true)
    .map((one) => one.name)
    .filter((other) => compareVersionPriority(other, name) < 0)
    .sort(compareVersionPriority);
  const says = `${group}/${name} ${names.kind} is deprecated`;
  return better.length === 0 ? says : `${says}; use ${group}/${better[0]} ${names.kind}`;
}
