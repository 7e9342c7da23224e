import type {
  ServedResource,
  ServedSubresource,
  StorageLocation,
  V1CustomResourceDefinitionNames,
  V1JSONSchemaProps,
} from '../../api/index.ts';
import type { Schema } from '../../apimachinery/index.ts';
import {
  type DefinedVersion,
  type Definition,
  isDefinitionTrue,
  modelName,
  storedVersion,
} from './definition.ts';
import { structuralSchema } from './schema/structural-schema.ts';

/** What every custom resource answers to, in the order in which discovery tells it. */
export const customVerbs: readonly string[] = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];

/** What is told of one whose definition goes. */
const terminatingVerbs: readonly string[] = ['delete', 'deletecollection', 'get', 'list', 'watch'];

const subresourceVerbs: readonly string[] = ['get', 'patch', 'update'];

/** One version of a definition as discovery tells of it. Its schema is made when it is first needed: there may be hundreds. */
export class CustomResource implements ServedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly listKind: string;
  readonly singularName: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly ServedSubresource[];
  readonly definition: string;
  readonly storage: StorageLocation;
  readonly enabled = true;
  readonly openAPIV3Schema: V1JSONSchemaProps | undefined;
  readonly declaredFields: readonly string[];

  constructor(definition: Definition, version: DefinedVersion, names: V1CustomResourceDefinitionNames) {
    const { group, scope } = definition.spec;
    this.group = group;
    this.version = version.name;
    this.resource = names.plural;
    this.kind = names.kind;
    this.listKind = names.listKind ?? '';
    this.singularName = names.singular ?? '';
    this.shortNames = names.shortNames ?? [];
    this.categories = names.categories ?? [];
    this.namespaced = scope === 'Namespaced';
    this.verbs = isDefinitionTrue(definition, 'Terminating') ? terminatingVerbs : customVerbs;
    this.subresources = subresourcesOf(group, version, names.kind);
    this.definition = modelName(group, version.name, names.kind);
    this.storage = { group, resource: names.plural, version: storedVersion(definition).name };
    this.openAPIV3Schema = version.schema?.openAPIV3Schema;
    this.declaredFields = (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, ''));
  }

  get schema(): Schema {
    return schemaOf(this.openAPIV3Schema);
  }
}

const known = new WeakMap<V1JSONSchemaProps, Schema>();

/** The schema that was declared, made when it is first needed, and kept as long as what declares it. */
export function schemaOf(declared: V1JSONSchemaProps | undefined): Schema {
  let schema = declared === undefined ? undefined : known.get(declared);
  if (schema === undefined) {
    schema = structuralSchema(declared);
    if (declared !== undefined) known.set(declared, schema);
  }
  return schema;
}

function subresourcesOf(
  group: string,
  { name: version, subresources }: DefinedVersion,
  kind: string,
): readonly ServedSubresource[] {
  const status = { name: 'status', group, version, kind, verbs: subresourceVerbs };
  const scale = {
    name: 'scale',
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
    verbs: subresourceVerbs,
  };
  return [
    ...(subresources?.status === undefined ? [] : [status]),
    ...(subresources?.scale === undefined ? [] : [scale]),
  ];
}
