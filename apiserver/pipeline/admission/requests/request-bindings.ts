import {
  type AuthorizationPort,
  type Bindings,
  CelAuthorizer,
  CelResourceCheck,
  celDynamicValue,
  type KubeObject,
} from '../../../../apimachinery/index.ts';
import type { SeenRequest } from './seen-request.ts';

/** What the expressions of a policy are evaluated over. */
export interface PolicyInput {
  readonly bindings: Bindings;
  /** The authorizer, which not all expressions see. */
  readonly authorizer: Bindings;
}

/** What the expressions of a policy know of a request. Mirrors kubernetes apiserver pkg/admission/plugin/cel (newActivation). */
export function requestBindings(
  seen: SeenRequest,
  params: KubeObject | undefined,
  namespace: KubeObject | undefined,
): Bindings {
  return {
    object: celDynamicValue(seen.object),
    oldObject: celDynamicValue(seen.oldObject),
    params: celDynamicValue(params),
    request: () => celDynamicValue(requestOf(seen)),
    namespaceObject: () => celDynamicValue(namespace && shownNamespace(namespace)),
  };
}

/** What they may ask the authorizer, for the user of the request. */
export function authorizerBindings({ attributes, resource }: SeenRequest, port: AuthorizationPort): Bindings {
  const authorizer = new CelAuthorizer(port);
  const { subresource, namespace, name } = attributes;
  const { group, resource: plural } = resource;
  const asked = { group, resource: plural, subresource, namespace, name };
  return {
    authorizer,
    'authorizer.requestResource': new CelResourceCheck(authorizer, asked),
  };
}

/** An AdmissionRequest without a uid and its objects. Mirrors CreateAdmissionRequest; fields that are empty are left out as on the wire. */
export function requestOf({ attributes, kind, resource }: SeenRequest): object {
  const { subresource, name, namespace, userInfo, operation, dryRun, options } = attributes;
  const { extra = {}, groups, uid } = userInfo;
  return {
    kind: groupVersion(kind, { kind: kind.kind }),
    resource: groupVersion(resource, { resource: resource.resource }),
    requestKind: groupVersion(attributes.kind, { kind: attributes.kind.kind }),
    requestResource: groupVersion(attributes.resource, { resource: attributes.resource.resource }),
    ...(subresource === '' ? {} : { subResource: subresource, requestSubResource: subresource }),
    ...(name === '' ? {} : { name }),
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: {
      ...(userInfo.name === '' ? {} : { username: userInfo.name }),
      ...(uid === undefined || uid === '' ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    object: null,
    oldObject: null,
    dryRun,
    options: options ?? null,
  };
}

function groupVersion(
  { group, version }: { readonly group: string; readonly version: string },
  named: object,
): object {
  return { group, version, ...named };
}

const namespaceMetadata = [
  ...['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'labels', 'annotations', 'finalizers'],
];

/** Mirrors CreateNamespaceObject. */
function shownNamespace(namespace: KubeObject): object {
  const {
    metadata = {},
    spec = {},
    status = {},
  } = namespace as KubeObject & Record<'spec' | 'status', object>;
  const shown = Object.entries(metadata).filter(([field]) => namespaceMetadata.includes(field));
  return { metadata: Object.fromEntries(shown), spec, status };
}
