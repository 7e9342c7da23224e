import type { ServedResource, V1CustomResourceDefinition } from '../api/index.ts';
import { groupVersionKind, isObject } from '../apimachinery/index.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const subresourceVerbs = ['get', 'patch', 'update'];

/** By `group/version/kind`. */
const defined = new Map<string, ServedResource>();

/**
 * Takes note of the kinds that a definition defines, so that what is read after it can be of them. What is wrong with a
 * definition the API server says when it is written.
 */
export function learnDefinition(object: object): void {
  const { spec } = object as Partial<V1CustomResourceDefinition>;
  if (!isObject(spec) || !isObject(spec.names) || !Array.isArray(spec.versions)) return;
  for (const version of spec.versions) {
    const resource = resourceOf(spec, version);
    defined.set(groupVersionKind(resource), resource);
  }
}

/** What serves a kind that was defined; undefined for any other. */
export function definedResource(kind: string): ServedResource | undefined {
  return defined.get(kind);
}

type Spec = V1CustomResourceDefinition['spec'];

function resourceOf({ group, names, scope }: Spec, version: Spec['versions'][number]): ServedResource {
  const { kind, plural, listKind = `${kind}List`, singular = kind.toLowerCase() } = names;
  const { status, scale } = version.subresources ?? {};
  const own = { group, version: version.name, kind, verbs: subresourceVerbs };
  const ofScale = { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: subresourceVerbs };
  return {
    group,
    version: version.name,
    resource: plural,
    kind,
    listKind,
    singularName: singular,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === 'Namespaced',
    verbs,
    subresources: [
      ...(status === undefined ? [] : [{ name: 'status', ...own }]),
      ...(scale === undefined ? [] : [{ name: 'scale', ...ofScale }]),
    ],
    definition: '',
    schema: {},
    storage: { group, resource: plural, version: version.name },
    enabled: true,
  };
}
