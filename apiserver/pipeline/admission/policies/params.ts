import type { V1ParamKind, V1ParamRef } from '../../../../api/index.ts';
import { type KubeObject, labelSelectorMatcher } from '../../../../apimachinery/index.ts';
import { type ServedKind, served } from '../../../registry/served-kind.ts';
import type { ServerContext } from '../../../request/request-context.ts';

/**
 * The objects a binding wants a policy to be evaluated with, one after another; undefined among them: with none. Throws
 * an Error that says what is wrong. Mirrors kubernetes apiserver pkg/admission/plugin/policy/generic (CollectParams).
 */
export async function collectParams(
  server: ServerContext,
  kind: V1ParamKind | undefined,
  ref: V1ParamRef | undefined,
  namespace: string,
): Promise<readonly (KubeObject | undefined)[]> {
  if (kind === undefined || ref === undefined) return [undefined];
  const found = servedAs(server, kind);
  if (found === undefined) throw new Error(`paramKind kind \`${kindText(kind)}\` not known`);
  const params = await select(found, ref, namespaceOf(found, ref, namespace));
  if (params.length === 0 && ref.parameterNotFoundAction === 'Deny') {
    throw new Error('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return params;
}

/** What serves a kind of params; undefined where nothing does. */
export function servedAs(
  { resources }: ServerContext,
  { apiVersion, kind }: V1ParamKind,
): ServedKind | undefined {
  for (const resource of resources.resources) {
    if (resource.kind !== kind || resource.listKind === '') continue;
    const found = resources.get(resource);
    if (found?.apiVersion === apiVersion) return found;
  }
  return undefined;
}

/** As Go prints it. */
function kindText({ apiVersion = '', kind = '' }: V1ParamKind): string {
  return `&ParamKind{APIVersion:${apiVersion},Kind:${kind},}`;
}

function namespaceOf(
  { resource }: ServedKind,
  { namespace: wanted = '' }: V1ParamRef,
  ofRequest: string,
): string {
  if (!resource.namespaced) {
    if (wanted === '') return '';
    throw new Error('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const namespace = wanted === '' ? ofRequest : wanted;
  if (namespace !== '') return namespace;
  throw new Error('cannot use namespaced paramRef in policy binding that matches cluster-scoped resources');
}

async function select(kind: ServedKind, ref: V1ParamRef, namespace: string): Promise<readonly KubeObject[]> {
  const { name = '', selector } = ref;
  if (name !== '' && selector !== undefined) {
    throw new Error('paramRef.name and paramRef.selector are mutually exclusive');
  }
  if (name === '' && selector === undefined) throw new Error('one of name or selector must be provided');
  const matcher = name === '' ? labelSelectorMatcher(selector) : undefined;
  const found = [...kind.storage.cache.select({ namespace, name })]
    .map(([, stored]) => stored)
    .filter(({ object }) => matcher?.matches(object.metadata?.labels) ?? true);
  await kind.conversion?.prepare?.(found.map(({ object }) => object));
  return found.map((stored) => served(kind, stored).object);
}
