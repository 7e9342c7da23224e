import type { KubeletOptions } from '../kubelet-sim/index.ts';
import type { Stage } from '../stages/index.ts';

/** The actor that plays stages. */
export const stagesActor = 'kwok';

/** What kubelets leave to stages, where there are some: the pods, the status of the node. */
export function leftToStages(stages: readonly Stage[] = []): Pick<KubeletOptions, 'leaves'> {
  const has = (wanted: string) =>
    stages.some(({ target: { apiVersion, kind } }) => apiVersion === 'v1' && kind === wanted);
  const leaves = [...(has('Pod') ? ['pods' as const] : []), ...(has('Node') ? ['status' as const] : [])];
  return leaves.length === 0 ? {} : { leaves };
}

/** What plays them is read by those who have some. */
export async function stagesModule(): Promise<typeof import('../stages/index.ts')> {
  return import('../stages/index.ts');
}
