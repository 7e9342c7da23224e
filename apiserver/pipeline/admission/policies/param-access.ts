import {
  deepEqual,
  type FieldPath,
  fieldForbidden,
  fieldPath,
  invalid,
  type KubeObject,
  parseApiVersion,
  type UserInfo,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { ValidatingPlugin } from '../admission-plugin.ts';
import type { Attributes } from '../attributes.ts';
import { servedAs } from './params.ts';
import type { Binding, Policy } from './policies-in-force.ts';

/**
 * Who makes a policy, or binds one, must be allowed to read its params: expressions could tell them what is in these. Mirrors
 * kubernetes pkg/registry/admissionregistration (authz.go of policies and bindings), where strategies ask.
 */
export const paramAccess: ValidatingPlugin = {
  name: 'PolicyParamAccess',
  matches: [
    {
      operations: ['CREATE', 'UPDATE'],
      apiGroups: ['admissionregistration.k8s.io'],
      resources: [
        'mutatingadmissionpolicies',
        'mutatingadmissionpolicybindings',
        'validatingadmissionpolicies',
        'validatingadmissionpolicybindings',
      ],
    },
  ],
  validate(attributes, server) {
    if (attributes.userInfo.groups.includes('system:masters')) return undefined;
    return attributes.resource.resource.endsWith('bindings')
      ? checkBinding(attributes, server)
      : checkPolicy(attributes, server);
  },
};

/** What is to be read, and how. */
interface Access {
  readonly verb: 'get' | 'list';
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

const anything = { group: '*', version: '*', resource: '*' };

async function checkPolicy(attributes: Attributes, server: ServerContext): Promise<void> {
  const { object, oldObject, userInfo } = attributes;
  const [policy, before] = [object as Policy, oldObject as Policy | undefined];
  const { paramKind } = policy.spec ?? {};
  if (paramKind === undefined || deepEqual(paramKind, before?.spec?.paramKind)) return;
  const access: Access = { ...kindOf(policy, server), verb: 'get', namespace: '*', name: '*' };
  if (await isAllowed(server, userInfo, access)) return;
  const { kind, apiVersion } = paramKind;
  const says = `user ${userText(userInfo)} must have "get" permission on all objects of the referenced paramKind (kind=${kind}, apiVersion=${apiVersion})`;
  throw refused(policy, fieldPath('spec', 'paramKind'), says);
}

async function checkBinding(attributes: Attributes, server: ServerContext): Promise<void> {
  const { object, oldObject, userInfo } = attributes;
  const [{ spec, ...binding }, before] = [object as Binding, oldObject as Binding | undefined];
  const { paramRef, policyName = '' } = spec ?? {};
  const isKept = policyName === before?.spec?.policyName && deepEqual(paramRef, before.spec.paramRef);
  if (paramRef === undefined || isKept) return;
  const policies = attributes.resource.resource.replace('policybindings', 'policies');
  const policy = server.resources
    .preferred(attributes.resource.group, policies)
    ?.storage.cache.get(policyName);
  const { name = '', namespace = '' } = paramRef;
  const verb = name === '' ? 'list' : 'get';
  const found = policy === undefined ? undefined : kindOf(policy.object as Policy, server);
  if (await isAllowed(server, userInfo, { ...(found ?? anything), verb, name, namespace })) return;
  const who = userText(userInfo);
  const says =
    found === undefined
      ? `unable to get policy ${policyName} to determine minimum required permissions and user ${who} does not have "${verb}" permission for all groups, versions and resources`
      : `user ${who} does not have "${verb}" permission on the object referenced by paramRef`;
  throw refused(binding, fieldPath('spec', 'paramRef'), says);
}

/** The resource of a policy's params, as far as it is known. */
function kindOf({ spec }: Policy, server: ServerContext) {
  const { paramKind } = spec ?? {};
  if (paramKind === undefined) return anything;
  const { resource = '*' } = servedAs(server, paramKind)?.resource ?? {};
  return { ...parseApiVersion(paramKind.apiVersion ?? ''), resource };
}

async function isAllowed({ authorizer }: ServerContext, user: UserInfo, access: Access): Promise<boolean> {
  const asked = { ...access, path: '', isResourceRequest: true, subresource: '' };
  return (await authorizer.authorize(user, asked)).allowed;
}

/** As Go prints it. */
function userText({ name, uid = '', groups, extra = {} }: UserInfo): string {
  const more = Object.entries(extra).map(([key, values]) => `${key}:[${values.join(' ')}]`);
  return `&{${name} ${uid} [${groups.join(' ')}] map[${more.join(' ')}]}`;
}

function refused({ kind = '', metadata }: KubeObject, at: FieldPath, says: string) {
  const group = 'admissionregistration.k8s.io';
  return invalid({ group, kind }, metadata?.name ?? '', [fieldForbidden(at, says)]);
}
