import { coreV1, type V1ConfigMap, type V1Pod, type V1Secret } from '../../api/index.ts';
import type { ObjectKey } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Environment, Fork } from '../../environment/index.ts';
import type { PodObjects, Reference, ReferredKind } from './pod-references.ts';
import { type OnChange, WatchedObject } from './watched-object.ts';

/** What a pod refers to by name, until it is over. */
export interface OpenReferences extends Pick<PodObjects, 'known' | 'find'> {
  /** Nothing is told of any more. */
  close(): void;
}

interface Shared {
  readonly watched: WatchedObject<V1ConfigMap | V1Secret>;
  readonly users: Set<OnChange>;
}

/**
 * The ConfigMaps and Secrets that pods of a node refer to: each is watched by itself, for as long as a pod refers to it.
 * Mirrors kubernetes pkg/kubelet/util/manager (watch based manager).
 */
export class ReferencedObjects {
  readonly #environment: Environment;
  readonly #client: Client;
  readonly #shared = new Map<string, Shared>();

  constructor(environment: Environment, client: Client) {
    this.#environment = environment;
    this.#client = client;
  }

  /** `onChange` is never called within this call. */
  open({ metadata }: V1Pod, references: readonly Reference[], onChange: OnChange): OpenReferences {
    const namespace = metadata?.namespace ?? '';
    const keyOf = (kind: ReferredKind, name: string) => `${kind}/${namespace}/${name}`;
    const unique = new Map(references.map((one) => [keyOf(one.kind, one.name), one]));
    const objects = [...unique].map(([key, { kind, name }]) =>
      this.#watch(key, kind, { namespace, name }, onChange),
    );
    return {
      get known() {
        return objects.every((object) => object.known);
      },
      find: (kind, name) => this.#shared.get(keyOf(kind, name))?.watched.object,
      close: () => {
        for (const key of unique.keys()) this.#leave(key, onChange);
      },
    };
  }

  #watch(key: string, kind: ReferredKind, of: ObjectKey, onChange: OnChange): Shared['watched'] {
    const shared = this.#shared.get(key) ?? this.#begin(this.#environment.fork(key), kind, of);
    this.#shared.set(key, shared);
    shared.users.add(onChange);
    return shared.watched;
  }

  #begin(life: Fork, kind: ReferredKind, of: ObjectKey): Shared {
    const users = new Set<OnChange>();
    const tell: OnChange = (cause) => {
      for (const onChange of [...users]) onChange(cause);
    };
    const client = this.#client;
    const watched =
      kind === 'Secret'
        ? new WatchedObject(life, client, coreV1.secrets, of, tell)
        : new WatchedObject(life, client, coreV1.configMaps, of, tell);
    return { watched, users };
  }

  #leave(key: string, onChange: OnChange): void {
    const shared = this.#shared.get(key);
    if (shared === undefined || !shared.users.delete(onChange) || shared.users.size > 0) return;
    shared.watched.stop();
    this.#shared.delete(key);
  }
}
