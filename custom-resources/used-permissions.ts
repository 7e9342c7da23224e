import type { V1ClusterRole, V1Role } from '../api/index.ts';
import { type Permission, rbac } from './rbac.ts';

/** What a request asks to do, as an authorizer is asked. */
export interface Use {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** '' where it is about the object itself. */
  readonly subresource: string;
  /** '' for objects in no namespace, and for those in all of them. */
  readonly namespace: string;
}

/** What clients have done, by the name of each. It grows with the kinds that they ask for, not with their requests. */
export class UsedPermissions {
  readonly #byClient = new Map<string, Map<string, Use>>();

  add(client: string, { verb, group, resource, subresource, namespace }: Use): void {
    const uses = this.#byClient.get(client) ?? new Map<string, Use>();
    this.#byClient.set(client, uses);
    const key = `${verb} ${group}/${resource}/${subresource}`;
    const known = uses.get(key);
    if (known !== undefined && known.namespace === namespace) return;
    // In two namespaces is in all of them.
    const widened = known === undefined ? namespace : '';
    uses.set(key, { verb, group, resource, subresource, namespace: widened });
  }

  /** Who has asked for anything. */
  clients(): readonly string[] {
    return [...this.#byClient.keys()].toSorted();
  }

  /**
   * The smallest role that allows what these clients have done: a Role where all of it was in one namespace. It is called after the
   * first. What they did not do is not in it: what happens seldom, and `finalizers` of owners, which no request asks for. Throws
   * for who has asked for nothing.
   */
  roleOf(clients: readonly [string, ...string[]]): V1Role | V1ClusterRole {
    const [name] = clients;
    const uses = clients.flatMap((client) => this.#usesOf(client));
    const permissions = uses.map(permissionOf);
    const [namespace = '', ...more] = new Set(uses.map((use) => use.namespace));
    const inOne = namespace !== '' && more.length === 0;
    return inOne ? rbac({ name, namespace, permissions }) : rbac({ name, permissions });
  }

  #usesOf(client: string): readonly Use[] {
    const uses = this.#byClient.get(client);
    if (uses !== undefined) return [...uses.values()];
    throw new Error(`${client} has asked for nothing; there are: ${this.clients().join(', ') || 'none'}`);
  }
}

function permissionOf({ verb, group, resource, subresource }: Use): Permission {
  const resources = [{ group, resource }];
  // Who watches lists, too, where a server has no watch that begins with what is there.
  const verbs = verb === 'watch' ? ['list', 'watch'] : [verb];
  return { resources, verbs, ...(subresource !== '' && { subresources: [subresource] }) };
}
