import type { StageTarget } from './stage.ts';

const common = ['Quote', 'Now', 'StartTime', 'YAML', 'Version', 'NodeConditions'];
const ofPods = ['NodeIP', 'PodIP', 'NodeIPWith', 'NodeIPsWith', 'PodIPWith', 'PodIPsWith'];
const ofNodes = ['NodeIP', 'NodeName', 'NodePort'];

const everywhere: ReadonlySet<string> = new Set(common);
const inPods: ReadonlySet<string> = new Set([...common, ...ofPods]);
const inNodes: ReadonlySet<string> = new Set([...common, ...ofNodes]);

/** Which of kwok's functions the templates of a kind may call. */
export function functionNames(target: StageTarget): ReadonlySet<string> {
  if (isPods(target)) return inPods;
  return isNodes(target) ? inNodes : everywhere;
}

export function isPods({ apiVersion, kind }: Partial<StageTarget>): boolean {
  return apiVersion === 'v1' && kind === 'Pod';
}

export function isNodes({ apiVersion, kind }: Partial<StageTarget>): boolean {
  return apiVersion === 'v1' && kind === 'Node';
}
