import type { V1SelfSubjectRulesReview, V1SubjectAccessReviewSpec, V1TokenReview } from '../../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  type FieldError,
  fieldInvalid,
  fieldPath,
  formatTime,
  groupResource,
  invalid,
  type KubeObject,
  type UserInfo,
} from '../../apimachinery/index.ts';
import { admit } from '../pipeline/admission/index.ts';
import { tracked } from '../pipeline/field-management/index.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import type { RequestInfo } from '../request/request-info.ts';
import { objectResponse } from '../respond/responses.ts';
import { bind } from './binding.ts';

type Review = (context: RequestContext, asked: KubeObject) => object | Promise<object>;

/** Resources that are asked, not kept: a create answers with the question and its status. */
const reviews: Readonly<Record<string, Review>> = {
  'selfsubjectaccessreviews.authorization.k8s.io': selfAccess,
  'subjectaccessreviews.authorization.k8s.io': access,
  'localsubjectaccessreviews.authorization.k8s.io': localAccess,
  'selfsubjectrulesreviews.authorization.k8s.io': selfRules,
  'selfsubjectreviews.authentication.k8s.io': self,
  'tokenreviews.authentication.k8s.io': token,
};

/**
 * Answers a create of what is never stored; undefined where the resource is stored. The server's authenticator and
 * authorizer are asked. Mirrors kubernetes pkg/registry/authorization and pkg/registry/authentication.
 */
export function review(context: RequestContext): Promise<ApiResponse> | undefined {
  const { group, resource } = context.kind.resource;
  if (group === '' && resource === 'bindings') return bindByName(context);
  const answer = reviews[groupResource({ group, resource })];
  return answer === undefined ? undefined : answered(context, answer);
}

async function answered(context: RequestContext, answer: Review): Promise<ApiResponse> {
  const { kind } = context;
  const asked = await admit(context, 'CREATE', tracked(context, decodeObject(context)));
  const { kind: _, apiVersion: __, metadata = {}, ...rest } = asked;
  const body = { kind: kind.resource.kind, apiVersion: kind.apiVersion, metadata, ...rest };
  return objectResponse({ ...body, ...(await answer(context, asked)) }, 201);
}

/** POST of a Binding to the collection: the pod is named in the body, and no uid counts. */
async function bindByName(context: RequestContext): Promise<ApiResponse> {
  const { metadata: { uid: _, ...metadata } = {}, ...given } = decodeObject(context);
  const pods = context.server.resources.preferred('', 'pods');
  if (pods === undefined) throw badRequest('there are no pods');
  const info = { ...context.info, resource: 'pods', subresource: 'binding', name: metadata.name ?? '' };
  const asked = { ...given, metadata } as KubeObject;
  return objectResponse(await bind({ ...context, kind: pods, info }, asked), 201);
}

function selfAccess(context: RequestContext, asked: KubeObject): Promise<object> {
  const spec = specOf(asked);
  throwIfAny(context, attributeErrors(spec));
  return decided(context, context.user, spec);
}

function access(context: RequestContext, asked: KubeObject): Promise<object> {
  const spec = specOf(asked);
  throwIfAny(context, subjectErrors(spec));
  return decided(context, subjectOf(spec), spec);
}

function localAccess(context: RequestContext, asked: KubeObject): Promise<object> {
  const { namespace } = context.info;
  const spec = specOf(asked);
  const errors = subjectErrors(spec);
  if (spec.nonResourceAttributes !== undefined) {
    const says = 'disallowed on this kind of request';
    errors.push(fieldInvalid(path.child('nonResourceAttributes'), spec.nonResourceAttributes, says));
  }
  throwIfAny(context, errors);
  if ((spec.resourceAttributes?.namespace ?? '') !== namespace) {
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  }
  return decided(context, subjectOf(spec), spec);
}

async function decided(
  { server }: RequestContext,
  user: UserInfo,
  spec: V1SubjectAccessReviewSpec,
): Promise<object> {
  return { status: await server.authorizer.authorize(user, askedFor(spec)) };
}

/** Somebody else than who asks. */
function subjectOf({ user = '', groups = [], uid, extra }: V1SubjectAccessReviewSpec): UserInfo {
  return {
    name: user,
    groups,
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function askedFor({ resourceAttributes, nonResourceAttributes }: V1SubjectAccessReviewSpec): RequestInfo {
  const { verb = '', path: asked = '' } = nonResourceAttributes ?? {};
  const none = {
    path: asked,
    verb,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
  };
  return { ...none, ...resourceAttributes, isResourceRequest: resourceAttributes !== undefined };
}

function selfRules({ server, user }: RequestContext, asked: KubeObject): object {
  const { namespace = '' } = (asked as V1SelfSubjectRulesReview).spec ?? {};
  if (namespace === '') throw badRequest('no namespace on request');
  return { status: server.authorizer.rulesFor(user, namespace) };
}

function self({ server, user }: RequestContext): object {
  const creationTimestamp = formatTime(server.environment.clock.now());
  return { metadata: { creationTimestamp }, status: { userInfo: told(user) } };
}

/** The authenticator is shown a request that carries the token. */
async function token({ server, request }: RequestContext, asked: KubeObject): Promise<object> {
  const { spec } = asked as V1TokenReview;
  if ((spec?.token ?? '') === '') throw badRequest('token is required for TokenReview in authentication');
  const headers = { authorization: `Bearer ${spec.token}` };
  const user = await server.authenticator.authenticate({ ...request, headers });
  if (user === undefined) return { status: { user: {} } };
  return { status: { authenticated: true, user: told(user) } };
}

function told({ name: username, ...others }: UserInfo): object {
  return { username, ...others };
}

const path = fieldPath('spec');

function specOf(asked: KubeObject): V1SubjectAccessReviewSpec {
  return (asked as { readonly spec?: V1SubjectAccessReviewSpec }).spec ?? {};
}

function subjectErrors(spec: V1SubjectAccessReviewSpec): FieldError[] {
  const errors = attributeErrors(spec);
  if ((spec.user ?? '') === '' && (spec.groups ?? []).length === 0) {
    errors.push(fieldInvalid(path.child('user'), '', 'at least one of user or group must be specified'));
  }
  return errors;
}

function attributeErrors(spec: V1SubjectAccessReviewSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const says = 'cannot be specified in combination with resourceAttributes';
    return [fieldInvalid(path.child('nonResourceAttributes'), nonResourceAttributes, says)];
  }
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  const says = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [fieldInvalid(path.child('resourceAttributes'), null, says)];
}

function throwIfAny(context: RequestContext, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid(context.kind.resource, '', errors);
}
