import {
  type FieldLocation,
  fieldInvalid,
  fnv1a32,
  invalid,
  type KubeObject,
  type StatusError,
} from '../../../../apimachinery/index.ts';
import type { StrategyContext } from '../strategy.ts';

/** What other services have or are about to get, as one service sees it. */
export class Pool {
  readonly #reserved: StrategyContext['reserved'];
  readonly #uid: string;
  /** Where to begin to look for something that is free. */
  readonly seed: number;
  readonly size: number;
  readonly isDryRun: boolean;

  constructor({ reserved }: StrategyContext, { metadata }: KubeObject) {
    this.#reserved = reserved;
    this.#uid = metadata?.uid ?? '';
    this.seed = fnv1a32(this.#uid);
    this.size = reserved?.size ?? 0;
    this.isDryRun = reserved?.isDryRun === true;
  }

  /** False if it is somebody else's; else it is this service's from now on. */
  take(value: string): boolean {
    return this.#reserved?.take(value, this.#uid) ?? true;
  }
}

/** One number may serve several protocols of one service, but not two services. */
export function portKey(nodePort: number): string {
  return `port ${nodePort}`;
}

/** That a service cannot have what it chose. */
export function refusal(
  { metadata }: KubeObject,
  at: FieldLocation,
  value: unknown,
  says: string,
): StatusError {
  const { name = '' } = metadata ?? {};
  return invalid({ group: '', kind: 'Service' }, name, [fieldInvalid(at, value, says)]);
}
