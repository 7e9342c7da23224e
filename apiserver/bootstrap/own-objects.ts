import type { KubeObject } from '../../apimachinery/index.ts';
import { isAlreadyExists, isConflict, isNotFound, makeKey } from '../../apimachinery/index.ts';
import { type OwnRequest, ownRequest } from '../own-request.ts';
import { resourceUpdate } from '../pipeline/update-strategy.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestContext, ServerContext } from '../request/request-context.ts';
import { statusUpdate } from '../subresources/status.ts';
import { apply } from '../verbs/apply.ts';
import { create } from '../verbs/create.ts';
import { deleteObject } from '../verbs/delete.ts';
import { update } from '../verbs/update.ts';

/** The objects of a kind, as the API server itself reads and writes them: what somebody else did meanwhile wins. */
export class OwnObjects<T extends KubeObject> {
  readonly #server: ServerContext;
  readonly #kind: ServedKind;
  /** Who writes, as managedFields have it. */
  readonly #manager: string;

  constructor(server: ServerContext, group: string, resource: string, manager: string) {
    const kind = server.resources.preferred(group, resource);
    if (kind === undefined) throw new Error(`${resource} are not served`);
    this.#server = server;
    this.#kind = kind;
    this.#manager = manager;
  }

  get(name: string, namespace = ''): T | undefined {
    return this.#kind.storage.cache.get(makeKey(namespace, name))?.object as T | undefined;
  }

  *all(): Generator<T> {
    for (const [, { object }] of this.#kind.storage.cache.select({ namespace: '', name: '' }))
      yield object as T;
  }

  /** Tells of all there are, and from now on of each that changes. */
  follow(changed: (previous: T | undefined, current: T | undefined) => void): void {
    this.#kind.storage.cache.follow((previous, current) =>
      changed(previous as T | undefined, current as T | undefined),
    );
  }

  async create(object: T): Promise<void> {
    const { namespace = '' } = object.metadata ?? {};
    await unlessTaken(() => create(this.#asked({ verb: 'create', namespace, body: object })));
  }

  async update(object: T): Promise<void> {
    const { name = '', namespace = '' } = object.metadata ?? {};
    const asked = this.#asked({ verb: 'update', namespace, name, body: object });
    await unlessTaken(() => update(asked, resourceUpdate));
  }

  async updateStatus(object: T): Promise<void> {
    const { name = '' } = object.metadata ?? {};
    const asked = this.#asked({ verb: 'update', subresource: 'status', name, body: object });
    await unlessTaken(() => update(asked, statusUpdate));
  }

  /** What it says of the status is this writer's. */
  async applyStatus(object: T): Promise<void> {
    const { name = '' } = object.metadata ?? {};
    const asked = this.#asked(
      { verb: 'patch', subresource: 'status', name, body: object },
      { force: 'true' },
    );
    await unlessTaken(() => apply(asked, statusUpdate));
  }

  async delete(name: string, namespace = ''): Promise<void> {
    await unlessTaken(() => deleteObject(this.#asked({ verb: 'delete', namespace, name }), name, {}));
  }

  #asked(asked: Omit<OwnRequest, 'by'>, more: Readonly<Record<string, string>> = {}): RequestContext {
    const context = ownRequest(this.#server, this.#kind, { ...asked, by: this.#manager });
    const query = { fieldManager: this.#manager, ...more };
    return { ...context, request: { ...context.request, query } };
  }
}

async function unlessTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isAlreadyExists(error) && !isConflict(error) && !isNotFound(error)) throw error;
  }
}
