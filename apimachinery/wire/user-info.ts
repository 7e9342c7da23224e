/** Who asks. Mirrors kubernetes apiserver pkg/authentication/user (Info). Shared by all requests of a user, and frozen. */
export interface UserInfo {
  readonly name: string;
  /** Tells users of one name apart whom different times knew. */
  readonly uid?: string;
  readonly groups: readonly string[];
  /** What else the authenticator knows, by a name that is its own. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

const authenticated = 'system:authenticated';

/** The user of kubeadm's admin.conf, who may do everything. */
export const administrator: UserInfo = user('kubernetes-admin', 'system:masters');

/** A user who is in the groups, and in that of all who are known. */
export function user(name: string, ...groups: readonly string[]): UserInfo {
  return Object.freeze({ name, groups: Object.freeze([...groups, authenticated]) });
}

/** Mirrors kubernetes apiserver pkg/authentication/serviceaccount (UserInfo). */
export function serviceAccountUser(namespace: string, name: string): UserInfo {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return user(`system:serviceaccount:${namespace}:${name}`, ...groups);
}

/** The kubelet of a node, as its certificate names it. */
export function nodeUser(nodeName: string): UserInfo {
  return user(`system:node:${nodeName}`, 'system:nodes');
}
