/**
 * Who comes in: each request is authenticated and authorized before anything else is done for it. Both may be
 * asynchronous; where they are not, no turn is taken.
 */
import {
  type ApiRequest,
  forbidden,
  goQuote,
  type StatusError,
  type UserInfo,
  unauthorized,
} from '../../../apimachinery/index.ts';
import type { RequestInfo } from '../../request/request-info.ts';
import type { Authenticator } from './authenticator.ts';
import type { Authorizer, Decision } from './authorizer.ts';

/** What a server asks about a request before it looks at it. */
export interface AccessControl {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
}

/** Who asks. Throws Unauthorized for who is not known, and Forbidden for what they may not do. */
export function enter(
  access: AccessControl,
  request: ApiRequest,
  info: RequestInfo,
): UserInfo | Promise<UserInfo> {
  const user = request.user ?? access.authenticator.authenticate(request);
  if (user instanceof Promise) return user.then((known) => authorized(access, known, info));
  return authorized(access, user, info);
}

function authorized(
  { authorizer }: AccessControl,
  user: UserInfo | undefined,
  info: RequestInfo,
): UserInfo | Promise<UserInfo> {
  if (user === undefined) throw unauthorized('Unauthorized');
  const decision = authorizer.authorize(user, info);
  if (decision instanceof Promise) return decision.then((later) => allowed(user, info, later));
  return allowed(user, info, decision);
}

/** The user, if the decision lets them. Throws Forbidden. */
function allowed(user: UserInfo, info: RequestInfo, { allowed: may, reason }: Decision): UserInfo {
  if (may) return user;
  throw notAllowed(user, info, reason);
}

/** Asks once more, for a request that does more than its verb says. Rejects with Forbidden. */
export async function checkAllowed(authorizer: Authorizer, user: UserInfo, info: RequestInfo): Promise<void> {
  allowed(user, info, await authorizer.authorize(user, info));
}

/** Mirrors kubernetes apiserver pkg/endpoints/handlers/responsewriters (ForbiddenStatusError). */
function notAllowed({ name }: UserInfo, info: RequestInfo, reason = ''): StatusError {
  const who = `User ${goQuote(name)} cannot ${info.verb}`;
  const says = info.isResourceRequest
    ? `${who} resource ${resourceText(info)}`
    : `${who} path ${goQuote(info.path)}`;
  return forbidden(info, info.name, reason === '' ? says : `${says}: ${reason}`);
}

function resourceText({ group, resource, subresource, namespace }: RequestInfo): string {
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  return `${goQuote(full)} in API group ${goQuote(group)} ${place}`;
}

export { type Authenticator, anybody } from './authenticator.ts';
export { type Authorizer, alwaysAllow, type Decision, type UserRules } from './authorizer.ts';
