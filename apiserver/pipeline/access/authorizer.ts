import type { UserInfo } from '../../../apimachinery/index.ts';
import type { RequestInfo } from '../../request/request-info.ts';

/** What an authorizer says; the status of an access review has the same fields. */
export interface Decision {
  readonly allowed: boolean;
  /** True: no other authorizer may allow it either. */
  readonly denied?: boolean;
  readonly reason?: string;
}

/** Rules of a user in a namespace, as a SelfSubjectRulesReview tells them. */
export interface UserRules {
  readonly resourceRules: readonly object[];
  readonly nonResourceRules: readonly object[];
  /** True: the user may do more than this says. */
  readonly incomplete: boolean;
}

/** Decides who may do what. Mirrors kubernetes apiserver pkg/authorization/authorizer (Authorizer, RuleResolver). */
export interface Authorizer {
  /** `info` says what is asked for: a verb on a resource, or on a path. */
  authorize(user: UserInfo, info: RequestInfo): Decision | Promise<Decision>;
  rulesFor(user: UserInfo, namespace: string): UserRules;
}

const allowed: Decision = Object.freeze({ allowed: true });
const everything = ['*'];

/** Mirrors AlwaysAllow. */
export const alwaysAllow: Authorizer = {
  authorize: () => allowed,
  rulesFor: () => ({
    resourceRules: [{ verbs: everything, apiGroups: everything, resources: everything }],
    nonResourceRules: [{ verbs: everything, nonResourceURLs: everything }],
    incomplete: false,
  }),
};
