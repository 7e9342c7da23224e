import type {
  V1CustomResourceColumnDefinition,
  V1CustomResourceDefinitionSpec,
  V1CustomResourceDefinitionVersion,
  V1CustomResourceSubresources,
  V1CustomResourceValidation,
  V1SelectableField,
} from '../../../api/index.ts';
import { semanticEqual } from '../../../apimachinery/index.ts';

/** What versions may have for themselves, or all of them alike. */
export interface VersionParts {
  readonly schema?: V1CustomResourceValidation;
  readonly subresources?: V1CustomResourceSubresources;
  readonly additionalPrinterColumns?: readonly V1CustomResourceColumnDefinition[];
  readonly selectableFields?: readonly V1SelectableField[];
}

/**
 * What a definition says as Kubernetes' validation sees it: parts that are the same in all versions stand above them, and in
 * none of them. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1 (conversion.go).
 */
export interface InternalSpec {
  readonly common: VersionParts;
  readonly versions: readonly V1CustomResourceDefinitionVersion[];
}

const parts = ['schema', 'subresources', 'additionalPrinterColumns', 'selectableFields'] as const;

export function internalSpec({ versions = [] }: Partial<V1CustomResourceDefinitionSpec>): InternalSpec {
  const [first] = versions;
  if (first === undefined) return { common: {}, versions };
  const shared = parts.filter((part) =>
    versions.every((version) => semanticEqual(version[part], first[part])),
  );
  const pick = (version: V1CustomResourceDefinitionVersion, drop: boolean) =>
    Object.fromEntries(Object.entries(version).filter(([field]) => isOneOf(shared, field) !== drop));
  return {
    common: pick(first, false),
    versions: versions.map((version) => pick(version, true) as unknown as V1CustomResourceDefinitionVersion),
  };
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
