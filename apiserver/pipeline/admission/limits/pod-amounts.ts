import type { V1Pod } from '../../../../api/index.ts';
import { podLimits, podRequests } from '../../../../component-helpers/index.ts';
import { withPart } from '../../strategies/index.ts';
import type { Asked } from './constraints.ts';

/** What a pod asks for in all, without what its RuntimeClass costs. Mirrors podRequests and podLimits of limitranger. */
export function limitsOfPod(pod: V1Pod): Asked {
  const { overhead, ...spec } = pod.spec ?? { containers: [] };
  const bare: V1Pod = overhead === undefined ? pod : withPart(pod, 'spec', spec);
  return { requests: podRequests(bare), limits: podLimits(bare) };
}
