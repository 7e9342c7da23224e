import type { V1CustomResourceDefinition, V1CustomResourceDefinitionVersion } from '../../api/index.ts';
import { isConditionTrue } from '../../apimachinery/index.ts';

/** A CustomResourceDefinition, and what its parts are called here. */
export type Definition = V1CustomResourceDefinition;

export type DefinedVersion = V1CustomResourceDefinitionVersion;

/** The conditions that the API server keeps. */
export type DefinitionCondition =
  | 'NamesAccepted'
  | 'Established'
  | 'Terminating'
  | 'NonStructuralSchema'
  | 'KubernetesAPIApprovalPolicyConformant';

export function isDefinitionTrue({ status }: Definition, type: DefinitionCondition): boolean {
  return isConditionTrue(status?.conditions, type);
}

/** The version its objects are stored in. */
export function storedVersion({ spec }: Definition): DefinedVersion {
  const version = spec.versions.find(({ storage }) => storage);
  if (version === undefined) throw new Error(`${spec.names.plural}.${spec.group} is stored in no version`);
  return version;
}

/** `com.example.v1.Widget`: what OpenAPI calls a kind. */
export function modelName(group: string, version: string, kind: string): string {
  return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
}
