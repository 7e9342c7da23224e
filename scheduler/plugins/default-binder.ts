import { coreV1, type V1Binding } from '../../api/index.ts';
import { objectKey } from '../../apimachinery/index.ts';
import type { PluginHandle } from '../framework/handle.ts';
import type { Plugin } from '../framework/plugin.ts';

/** Tells the API server. Mirrors kubernetes plugins/defaultbinder. */
export function defaultBinder(_args: unknown, handle: PluginHandle): Plugin {
  return {
    name: 'DefaultBinder',
    async bind(state, { pod }, nodeName) {
      const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
      const binding: V1Binding = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { namespace, name, uid },
        target: { kind: 'Node', name: nodeName },
      };
      await handle.clientFor(state).createSubresource(coreV1.pods, objectKey(pod), 'binding', binding);
      return undefined;
    },
  };
}
