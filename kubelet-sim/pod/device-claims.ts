import { type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { claimEntriesOf, claimOfEntry } from '../../component-helpers/index.ts';
import type { Environment } from '../../environment/index.ts';
import { type OnChange, WatchedObject } from './watched-object.ts';

/**
 * The claims for devices of one pod, as far as they are made, until it is over. Differs: they are watched, where a kubelet asks
 * for them when it prepares devices. Each pod has them watched anew: what was seen for another pod may be older than that this
 * one may use them.
 */
export class DeviceClaims {
  readonly #claims: ReadonlyMap<string, WatchedObject<ResourceV1ResourceClaim>>;

  /** `onChange` is never called within this call. */
  constructor(
    { environment, client }: { readonly environment: Environment; readonly client: Client },
    pod: V1Pod,
    onChange: OnChange,
  ) {
    const { namespace = '', uid } = pod.metadata ?? {};
    this.#claims = new Map(
      namesOf(pod).map((name) => {
        const life = environment.fork(`ResourceClaim/${namespace}/${name}/${uid}`);
        const key = { namespace, name };
        return [name, new WatchedObject(life, client, resourceV1.resourceClaims, key, onChange)];
      }),
    );
  }

  get known(): boolean {
    return [...this.#claims.values()].every(({ known }) => known);
  }

  find(name: string): ResourceV1ResourceClaim | undefined {
    return this.#claims.get(name)?.object;
  }

  /** Nothing is told of any more. */
  close(): void {
    for (const claim of this.#claims.values()) claim.stop();
  }
}

/** Each once: several entries may name the same claim. */
function namesOf(pod: V1Pod): readonly string[] {
  const named = claimEntriesOf(pod).map((entry) => claimOfEntry(pod, entry));
  const made = named.flatMap((claim) => (claim === undefined || claim === 'absent' ? [] : [claim.name]));
  return [...new Set(made)];
}
