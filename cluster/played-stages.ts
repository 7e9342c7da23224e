import type { KubeletOptions, PlayedPods } from '../kubelet-sim/index.ts';
import type { PlayedStages, Stage } from '../stages/index.ts';

/** The actor that plays stages. */
export const stagesActor = 'kwok';

/** What kubelets leave to stages, where there are some: the pods, the status of the node. `played`: who plays them, when they are. */
export function leftToStages(
  stages: readonly Stage[] = [],
  played: () => PlayedStages | undefined,
): Pick<KubeletOptions, 'leaves'> {
  const has = (wanted: string) =>
    stages.some(({ target: { apiVersion, kind } }) => apiVersion === 'v1' && kind === wanted);
  const pods: PlayedPods = {
    get: (key) => played()?.pods?.get(key),
    on: (node) => played()?.pods?.on(node) ?? [],
    onChange: (key, callback) => played()?.pods?.onChange(key, callback) ?? (() => {}),
  };
  const leaves = { ...(has('Pod') && { pods }), ...(has('Node') && { status: true }) };
  return Object.keys(leaves).length === 0 ? {} : { leaves };
}

/** What plays them is read by those who have some. */
export async function stagesModule(): Promise<typeof import('../stages/index.ts')> {
  return import('../stages/index.ts');
}
