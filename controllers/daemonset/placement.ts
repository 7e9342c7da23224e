import type { V1DaemonSet, V1Node, V1PodTemplateSpec } from '../../api/index.ts';
import { keepsPodsAway, requiredNodeAffinity, toleratesAll } from '../../component-helpers/index.ts';
import { daemonTolerations } from './daemon-pod.ts';

/** What a DaemonSet has to do with a node. */
export interface Placement {
  /** A pod is to be there. */
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly shouldContinue: boolean;
}

/** Says it of each node. */
export type Placer = (node: V1Node) => Placement;

const run: Placement = Object.freeze({ shouldRun: true, shouldContinue: true });
const stay: Placement = Object.freeze({ shouldRun: false, shouldContinue: true });
const none: Placement = Object.freeze({ shouldRun: false, shouldContinue: false });

/** Templates are frozen and live as long as their object: made ready once each. */
const placers = new WeakMap<V1PodTemplateSpec, Placer>();

/**
 * Where the DaemonSet's pods run: on nodes of the name, labels and affinity that its template asks for, with no taint that
 * keeps them away; a taint of NoSchedule alone lets those stay that are there. Mirrors kubernetes pkg/controller/daemon
 * (NodeShouldRunDaemonPod).
 */
export function placerOf(daemonSet: V1DaemonSet): Placer {
  const template = daemonSet.spec?.template;
  if (template === undefined) return () => none;
  let placer = placers.get(template);
  if (placer === undefined) {
    placer = readTemplate(template);
    placers.set(template, placer);
  }
  return placer;
}

function readTemplate({ spec = { containers: [] } }: V1PodTemplateSpec): Placer {
  const { nodeName = '' } = spec;
  const isWanted = requiredNodeAffinity({ spec });
  const tolerations = daemonTolerations(spec);
  return (node) => {
    const { name = '', labels = {} } = node.metadata ?? {};
    if (nodeName !== '' && nodeName !== name) return none;
    if (isWanted?.({ name, labels }) === false) return none;
    const taints = (node.spec?.taints ?? []).filter(keepsPodsAway);
    if (toleratesAll(tolerations, taints)) return run;
    const evicting = taints.filter(({ effect }) => effect === 'NoExecute');
    return toleratesAll(tolerations, evicting) ? stay : none;
  };
}
