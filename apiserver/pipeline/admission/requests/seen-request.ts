import type { KubeObject } from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { Attributes } from '../attributes.ts';
import { asSeenBy, type Matched, namespaceNamed } from './matching.ts';

/** A request in the version in which a policy wants to see it. */
export interface SeenRequest {
  readonly attributes: Attributes;
  readonly kind: Attributes['kind'];
  readonly resource: Attributes['resource'];
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
}

/**
 * The request as seen in the version of a resource. `object`: what has become of its object by now. Mirrors kubernetes
 * apiserver pkg/admission (NewVersionedAttributes).
 */
export async function requestSeenAs(
  resource: Matched,
  attributes: Attributes,
  server: ServerContext,
  object = attributes.object,
): Promise<SeenRequest> {
  const { oldObject, kind } = attributes;
  const asked = server.resources.get(attributes.resource);
  const other = server.resources.get(resource);
  if (resource === attributes.resource || asked === undefined || other === undefined) {
    return { attributes, kind, resource: attributes.resource, object, oldObject };
  }
  const { group, version, kind: name, resource: plural } = other.resource;
  return {
    attributes,
    kind: { group, version, kind: name },
    resource: { group, version, resource: plural },
    object: await asSeenBy(other, asked, object),
    oldObject: await asSeenBy(other, asked, oldObject),
  };
}

/** What became of the object of a request that was seen so, in the request's own version. */
export async function asAsked(
  { attributes, resource, object }: SeenRequest,
  server: ServerContext,
): Promise<KubeObject | undefined> {
  const [asked, other] = [server.resources.get(attributes.resource), server.resources.get(resource)];
  if (asked === undefined || other === undefined) return object;
  return asSeenBy(asked, other, object);
}

/** The namespace of what a request is about; undefined of what lies in none. Throws NotFound. */
export function namespaceOf({ namespace, kind }: Attributes, server: ServerContext): KubeObject | undefined {
  const isOfNamespace = namespace !== '' && !(kind.kind === 'Namespace' && kind.group === '');
  return isOfNamespace ? namespaceNamed(server, namespace) : undefined;
}
