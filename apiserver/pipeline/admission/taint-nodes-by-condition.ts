import type { V1Node } from '../../../api/index.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';

const notReady = Object.freeze({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });

/**
 * A new node takes no pods until it has said that it is ready. Mirrors kubernetes
 * plugin/pkg/admission/nodetaint (TaintNodesByCondition).
 */
export const taintNodesByCondition: MutatingPlugin = {
  name: 'TaintNodesByCondition',
  matches: [{ operations: ['CREATE'], resources: ['nodes'] }],
  admit({ object }) {
    if (object === undefined) return undefined;
    const { spec = {} } = object as V1Node;
    const taints = spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === notReady.key && effect === notReady.effect))
      return undefined;
    return withPart(object, 'spec', { ...spec, taints: [...taints, notReady] });
  },
};
