import type { V1Pod, V1PodSpec } from '../../api/index.ts';
import { deepEqual } from '../../apimachinery/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { type ClusterEvent, eventPod, ofItself } from '../framework/cluster-event.ts';
import type { StateData } from '../framework/cycle-state.ts';
import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'NodeDeclaredFeatures';
const lacking = new Status(
  'UnschedulableAndUnresolvable',
  name,
  "node(s) didn't match Pod's required features",
);

/** What a pod may need of its kubelet. Mirrors k8s.io/component-helpers nodedeclaredfeatures (InferForScheduling of all features). */
const features: readonly (readonly [feature: string, isNeeded: (spec: V1PodSpec) => boolean])[] = [
  [
    'RestartAllContainersOnContainerExits',
    ({ initContainers = [], containers }) =>
      [containers, initContainers].some((list) =>
        list.some(({ restartPolicyRules }) =>
          restartPolicyRules?.some(({ action }) => action === 'RestartAllContainers'),
        ),
      ),
  ],
  [
    'UserNamespacesHostNetworkSupport',
    ({ hostNetwork, hostUsers }) => hostNetwork === true && hostUsers === false,
  ],
];

class Needed implements StateData {
  readonly features: readonly string[];

  constructor(needed: readonly string[]) {
    this.features = needed;
  }

  clone(): Needed {
    return this;
  }
}

/** A pod that needs a feature of its kubelet goes where the node declares it. Mirrors kubernetes plugins/nodedeclaredfeatures. */
export function nodeDeclaredFeatures(): Plugin {
  return {
    name,
    events: [
      { resource: 'Node', action: 'Add' },
      { resource: 'Node', action: 'UpdateDeclaredFeature' },
      { resource: 'UnscheduledPod', action: 'Update', hint: afterPodUpdate },
    ],
    sign: ({ pod }) => ({ features: neededBy(pod) }),
    preFilter(state, { pod }) {
      const needed = neededBy(pod);
      if (needed.length === 0) return 'skip';
      state.write(name, new Needed(needed));
      return undefined;
    },
    filter(state, _pod, { node }) {
      const declared = node?.status?.declaredFeatures;
      for (const feature of state.read<Needed>(name)?.features ?? none) {
        if (declared?.includes(feature) !== true) return lacking;
      }
      return undefined;
    },
  };
}

const none: readonly string[] = Object.freeze([]);

function neededBy({ spec }: V1Pod): readonly string[] {
  if (spec === undefined) return none;
  return features.filter(([, isNeeded]) => isNeeded(spec)).map(([feature]) => feature);
}

/** It needs others than before. */
function afterPodUpdate(pod: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventPod(event);
  return ofItself(pod, event) && !deepEqual(neededBy(before ?? {}), neededBy(after ?? {}));
}
