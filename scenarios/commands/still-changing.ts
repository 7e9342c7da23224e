import type { Environment } from '../../environment/index.ts';
import { nameOf, objectId, writeOf } from '../timeline/index.ts';

/** Objects told of: who keeps a cluster busy is among those that are written most. */
const shownMax = 5;
/** Reports about others, and heartbeats. */
const ignored = new Set(['events', 'leases']);

interface Written {
  readonly name: string;
  readonly by: string;
  readonly times: number;
  readonly lastMs: number;
}

/** Counts who writes what from now on, to say why a cluster does not come to rest. */
export function watchChanges({ trace, clock }: Environment) {
  const startMs = clock.now();
  const written = new Map<string, Written>();
  const stop = trace.subscribe((record) => {
    const write = writeOf(record);
    if (write === undefined || ignored.has(write.resource)) return;
    const id = objectId(write);
    const times = (written.get(id)?.times ?? 0) + 1;
    written.set(id, { name: nameOf(write), by: write.by, times, lastMs: record.atMs });
  });
  return {
    stop,
    /** `Pod web-x2k1: written 12 times, last by kubelet:node-1 after 590.2s`, the most written first. */
    lines(): readonly string[] {
      const often = [...written.values()].filter(({ times }) => times > 1).sort((a, b) => b.times - a.times);
      return often
        .slice(0, shownMax)
        .map(
          ({ name, by, times, lastMs }) =>
            `${name}: written ${times} times, last by ${by} after ${((lastMs - startMs) / 1000).toFixed(1)}s`,
        );
    },
  };
}
