import type { V1Taint, V1Toleration } from '../../api/index.ts';
import { tolerates } from '../../component-helpers/index.ts';

/**
 * How long a pod may stay on a node with these NoExecute taints: 0 when one of them is not tolerated, Infinity when
 * all are for ever. Mirrors kubernetes pkg/controller/tainteviction (getMinTolerationTime over GetMatchingTolerations).
 */
export function tolerationMs(taints: readonly V1Taint[], tolerations: readonly V1Toleration[]): number {
  let seconds = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => tolerates(candidate, taint));
    if (toleration === undefined) return 0;
    seconds = Math.min(
      seconds,
      Math.max(0, Number(toleration.tolerationSeconds ?? Number.POSITIVE_INFINITY)),
    );
  }
  return seconds * 1000;
}

/** The taints that move pods off a node. */
export function noExecuteTaints(taints: readonly V1Taint[] | undefined): readonly V1Taint[] {
  return (taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}
