import type {
  V1LocalSubjectAccessReview,
  V1SelfSubjectRulesReview,
  V1SubjectAccessReviewSpec,
  V1TokenReview,
} from '../../api/index.ts';
import {
  type ApiResponse,
  badRequest,
  type FieldError,
  fieldInvalid,
  fieldPath,
  formatTime,
  invalid,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { decodeObject } from '../request/body.ts';
import type { RequestContext } from '../request/request-context.ts';
import { objectResponse } from '../respond/responses.ts';
import { bind } from './binding.ts';

type Review = (context: RequestContext, asked: KubeObject) => object;

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
 * Answers a create of what is never stored; undefined where the resource is stored. Everybody who reaches this server
 * is its administrator, and the answers say so. Mirrors kubernetes pkg/registry/authorization and
 * pkg/registry/authentication, with an authorizer that allows everything.
 */
export function review(context: RequestContext): Promise<ApiResponse> | undefined {
  const { group, resource } = context.kind.resource;
  if (group === '' && resource === 'bindings') return bindByName(context);
  const answer = reviews[`${resource}.${group}`];
  return answer === undefined ? undefined : answered(context, answer);
}

async function answered(context: RequestContext, answer: Review): Promise<ApiResponse> {
  const { kind } = context;
  const asked = decodeObject(context);
  const { kind: _, apiVersion: __, metadata = {}, ...rest } = asked;
  const body = { kind: kind.resource.kind, apiVersion: kind.apiVersion, metadata, ...rest };
  return objectResponse({ ...body, ...answer(context, asked) }, 201);
}

/** POST of a Binding to the collection: the pod is named in the body. */
async function bindByName(context: RequestContext): Promise<ApiResponse> {
  const { name = '' } = decodeObject(context).metadata ?? {};
  const pods = context.server.kind('', 'pods');
  if (pods === undefined || name === '') throw badRequest('name is required');
  const info = { ...context.info, resource: 'pods', name };
  return objectResponse(await bind({ ...context, kind: pods, info }), 201);
}

const allowed = { status: { allowed: true } };

function selfAccess(context: RequestContext, asked: KubeObject): object {
  throwIfAny(context, attributeErrors(specOf(asked)));
  return allowed;
}

function access(context: RequestContext, asked: KubeObject): object {
  throwIfAny(context, subjectErrors(specOf(asked)));
  return allowed;
}

function localAccess(context: RequestContext, asked: KubeObject): object {
  const { namespace } = context.info;
  const { spec } = asked as V1LocalSubjectAccessReview;
  const errors = subjectErrors(specOf(asked));
  if (spec?.nonResourceAttributes !== undefined) {
    const says = 'disallowed on this kind of request';
    errors.push(fieldInvalid(path.child('nonResourceAttributes'), spec.nonResourceAttributes, says));
  }
  throwIfAny(context, errors);
  if ((spec?.resourceAttributes?.namespace ?? '') !== namespace) {
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
  }
  return allowed;
}

function selfRules(_context: RequestContext, asked: KubeObject): object {
  const { spec } = asked as V1SelfSubjectRulesReview;
  if ((spec?.namespace ?? '') === '') throw badRequest('no namespace on request');
  const everything = ['*'];
  return {
    status: {
      resourceRules: [{ verbs: everything, apiGroups: everything, resources: everything }],
      nonResourceRules: [{ verbs: everything, nonResourceURLs: everything }],
      incomplete: false,
    },
  };
}

function self(context: RequestContext): object {
  const creationTimestamp = formatTime(context.server.environment.clock.now());
  return { metadata: { creationTimestamp }, status: { userInfo: userInfo(context) } };
}

/** Any token is as good as another here: whoever carries it is the administrator. */
function token(context: RequestContext, asked: KubeObject): object {
  const { spec } = asked as V1TokenReview;
  if ((spec?.token ?? '') === '') throw badRequest('token is required for TokenReview in authentication');
  return { status: { authenticated: true, user: userInfo(context) } };
}

function userInfo({ request: { user } }: RequestContext) {
  return { username: user.name, groups: user.groups };
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
