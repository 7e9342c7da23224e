import type {
  V1CustomResourceColumnDefinition,
  V1CustomResourceDefinition,
  V1CustomResourceDefinitionVersion,
  V1CustomResourceSubresourceScale,
  V1ValidationRule,
} from '../api/index.ts';
import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import { pluralOf } from './plural.ts';
import { type Fields, type ObjectOf, objectSchema } from './schema.ts';

/** A version of a kind. */
export interface VersionOptions<F extends Fields = Fields> {
  /** What objects have beside apiVersion, kind and metadata. Who has a `status` has it as a subresource. */
  readonly fields: F;
  readonly description?: string;
  /** Rules in CEL about the whole object. */
  readonly rules?: readonly V1ValidationRule[];
  readonly scale?: V1CustomResourceSubresourceScale;
  /** Columns of `kubectl get`, beside name and age. */
  readonly printerColumns?: readonly V1CustomResourceColumnDefinition[];
  /** Default: true. */
  readonly served?: boolean;
  /** Answered as a warning to who uses this version. */
  readonly deprecationWarning?: string;
}

export interface KindOptions<Versions extends Readonly<Record<string, VersionOptions>>> {
  readonly group: string;
  readonly kind: string;
  /** By their names. */
  readonly versions: Versions;
  /** In which objects are stored. Default: the first. */
  readonly storedVersion?: keyof Versions & string;
  /** Default: Namespaced. */
  readonly scope?: 'Namespaced' | 'Cluster';
  /** Default: the plural of the kind in English. */
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The type of the objects of a version. */
export type CustomObject<F extends Fields> = KubeObject & ObjectOf<F>;

export interface DefinedKind<Versions extends Readonly<Record<string, VersionOptions>>> {
  /** What the API server is told. `homeostat generate crd` writes it. */
  readonly definition: V1CustomResourceDefinition;
  /** For clients and informers, by version. */
  readonly resources: {
    readonly [Name in keyof Versions]: ResourceType<CustomObject<Versions[Name]['fields']>>;
  };
}

/** The type of the objects of a resource: `type Website = ObjectOfResource<typeof websites>`. */
export type ObjectOfResource<R extends ResourceType> = NonNullable<R['__object']>;

/**
 * Defines a kind of one's own: its CustomResourceDefinition and its types are the same text.
 *
 * @example
 *     const spec = schema.object({ replicas: schema.integer({ minimum: 1, default: 1 }), image: schema.string() });
 *     export const website = defineKind({ group: 'example.com', kind: 'Website', versions: { v1: { fields: { spec } } } });
 *     await client.create(website.resources.v1, { metadata, spec: { image: 'nginx' } });
 */
export function defineKind<const Versions extends Readonly<Record<string, VersionOptions>>>(
  options: KindOptions<Versions>,
): DefinedKind<Versions> {
  const { group, kind, versions, scope = 'Namespaced', shortNames, categories } = options;
  const plural = options.plural ?? pluralOf(kind);
  const [first] = Object.keys(versions);
  const stored = options.storedVersion ?? first;
  const names = {
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    ...(shortNames && { shortNames }),
    ...(categories && { categories }),
  };
  const resources = Object.keys(versions).map((version) => [
    version,
    { group, version, resource: plural, kind, namespaced: scope === 'Namespaced' },
  ]);
  return {
    definition: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope,
        names,
        versions: Object.entries(versions).map(([name, version]) =>
          versionOf(name, version, name === stored),
        ),
      },
    },
    resources: Object.fromEntries(resources),
  };
}

function versionOf(
  name: string,
  version: VersionOptions,
  storage: boolean,
): V1CustomResourceDefinitionVersion {
  const { fields, description, rules, scale, printerColumns, served = true, deprecationWarning } = version;
  const { properties, ...object } = objectSchema(fields);
  const openAPIV3Schema = {
    ...(description !== undefined && { description }),
    ...object,
    properties: { ...typeMeta, ...properties },
    ...(rules && { 'x-kubernetes-validations': rules }),
  };
  const subresources = { ...('status' in fields && { status: {} }), ...(scale && { scale }) };
  return {
    name,
    served,
    storage,
    ...(deprecationWarning !== undefined && { deprecated: true, deprecationWarning }),
    ...(printerColumns && { additionalPrinterColumns: [...printerColumns, age] }),
    schema: { openAPIV3Schema },
    ...(Object.keys(subresources).length > 0 && { subresources }),
  };
}

const typeMeta = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
};

/** What is shown where there are no columns; where there are some, it has to be asked for. */
const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
