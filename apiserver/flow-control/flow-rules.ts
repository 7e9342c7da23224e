import type { V1FlowSchemaSpec } from '../../api/index.ts';
import type { UserInfo } from '../../apimachinery/index.ts';
import type { RequestInfo } from '../request/request-info.ts';

/** Of a flow schema: which users, with which requests. */
export type FlowRule = NonNullable<V1FlowSchemaSpec['rules']>[number];
type Subject = FlowRule['subjects'][number];
type ResourceRule = NonNullable<FlowRule['resourceRules']>[number];
type NonResourceRule = NonNullable<FlowRule['nonResourceRules']>[number];

/** Mirrors k8s.io/apiserver pkg/util/flowcontrol/rule.go (matchesPolicyRule). */
export function matchesRule(rule: FlowRule, user: UserInfo, info: RequestInfo): boolean {
  if (!rule.subjects.some((subject) => isSubject(subject, user))) return false;
  return info.isResourceRequest
    ? (rule.resourceRules ?? []).some((one) => asksFor(one, info))
    : (rule.nonResourceRules ?? []).some((one) => asksAt(one, info));
}

function isSubject(subject: Subject, { name, groups }: UserInfo): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.user !== undefined && isAmong(name, [subject.user.name]);
    case 'Group':
      return subject.group?.name === '*' || groups.includes(subject.group?.name ?? '');
    case 'ServiceAccount': {
      const { namespace = '', name: account = '' } = subject.serviceAccount ?? {};
      const prefix = `system:serviceaccount:${namespace}:`;
      return account === '*' ? name.startsWith(prefix) : name === prefix + account;
    }
    default:
      return false;
  }
}

function asksFor(
  rule: ResourceRule,
  { verb, group, resource, subresource, namespace }: RequestInfo,
): boolean {
  const target = subresource === '' ? resource : `${resource}/${subresource}`;
  if (!isAmong(verb, rule.verbs) || !isAmong(target, rule.resources) || !isAmong(group, rule.apiGroups))
    return false;
  return namespace === '' ? rule.clusterScope === true : isAmong(namespace, rule.namespaces ?? []);
}

function asksAt({ verbs, nonResourceURLs }: NonResourceRule, { verb, path }: RequestInfo): boolean {
  if (!isAmong(verb, verbs)) return false;
  const isBelow = (url: string) => url.endsWith('/*') && path.startsWith(url.slice(0, -1));
  return isAmong(path, nonResourceURLs) || nonResourceURLs.some(isBelow);
}

function isAmong(word: string, words: readonly string[]): boolean {
  return words.includes(word) || words.includes('*');
}
