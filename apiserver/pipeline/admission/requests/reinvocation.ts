import { deepEqual, type KubeObject } from '../../../../apimachinery/index.ts';

/**
 * Which policies are to be evaluated again when all admission plugins are asked a second time, because one of them changed the
 * object: those that want it and came before a change. Mirrors kubernetes apiserver
 * pkg/admission/plugin/policy/mutating (policyReinvokeContext).
 */
export class Reinvocation {
  #output: KubeObject | undefined;
  #invoked = new Set<string>();
  readonly #again = new Set<string>();

  /** What the policies have made of the object. */
  left(object: KubeObject | undefined): void {
    this.#output = object;
  }

  /** Whether somebody else has changed it since. */
  isChanged(object: KubeObject | undefined): boolean {
    return !deepEqual(this.#output, object);
  }

  /** One that wants to be asked again has been asked. */
  invoked(key: string): void {
    this.#invoked.add(key);
  }

  /** The object has changed: all that were asked before are to be asked again. */
  changed(): void {
    for (const key of this.#invoked) this.#again.add(key);
    this.#invoked = new Set();
  }

  isWanted(key: string): boolean {
    return this.#again.has(key);
  }
}
