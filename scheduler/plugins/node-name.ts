import type { Plugin } from '../framework/plugin.ts';
import { Status } from '../framework/status.ts';

const name = 'NodeName';
const wrongNode = new Status(
  'UnschedulableAndUnresolvable',
  name,
  "node(s) didn't match the requested node name",
);

/** A pod that names its node goes there or nowhere. Mirrors kubernetes plugins/nodename. */
export function nodeName(): Plugin {
  return {
    name,
    events: [{ resource: 'Node', action: 'Add' }],
    sign: ({ pod }) => ({ nodeName: pod.spec?.nodeName }),
    filter(_state, { pod }, node) {
      const wanted = pod.spec?.nodeName;
      return wanted === undefined || wanted === '' || wanted === node.name ? undefined : wrongNode;
    },
  };
}
