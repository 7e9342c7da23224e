import { RecentMap } from '../../collections/index.ts';
import type { RecordOf } from '../../environment/index.ts';
import { changesOf, conditionAfter, nameOf } from './write.ts';

/** As many attempts to place a pod are remembered: what follows from one comes soon. */
const attemptsKept = 1_000;

/** Which pods make way for which: what a scheduler does to another pod than the one it tries. */
export class Preemptions {
  /** By the record of the attempt: `default/web`. */
  readonly #tried = new RecentMap<number, string>(attemptsKept);

  /** No node would do for the pod. */
  tried({ id, fields }: RecordOf<'schedule'>): void {
    this.#tried.set(id, fields.pod);
  }

  /** `preempted Pod weak, for Pod strong` of the deletion; that the pod is told why goes without saying then. */
  tell({ causes, fields }: RecordOf<'write'>): string | 'goes without saying' | undefined {
    const preemptor = fields.kind === 'Pod' ? this.#triedBefore(causes) : undefined;
    const [name, namespace] = preemptor?.split('/').reverse() ?? [];
    if (name === undefined || (fields.name === name && fields.namespace === namespace)) return undefined;
    if (conditionAfter(changesOf(fields), 'DisruptionTarget') === 'True') return 'goes without saying';
    if (fields.verb !== 'delete') return undefined;
    return `preempted ${nameOf(fields)}, for ${nameOf({ kind: 'Pod', name, ...(namespace !== undefined && { namespace }) })}`;
  }

  #triedBefore(causes: RecordOf<'write'>['causes']): string | undefined {
    for (const cause of causes) {
      const pod = 'record' in cause ? this.#tried.get(cause.record) : undefined;
      if (pod !== undefined) return pod;
    }
    return undefined;
  }
}
