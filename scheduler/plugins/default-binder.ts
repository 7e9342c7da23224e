import { coreV1, type V1Binding } from '../../api/index.ts';
import { objectKey } from '../../apimachinery/index.ts';
import type { Plugin } from '../framework/plugin.ts';

/** Tells the API server. Mirrors kubernetes plugins/defaultbinder. */
export const defaultBinder: Plugin = {
  name: 'DefaultBinder',
  async bind(client, { pod }, nodeName) {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
    const binding: V1Binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { namespace, name, uid },
      target: { kind: 'Node', name: nodeName },
    };
    await client.createSubresource(coreV1.pods, objectKey(pod), 'binding', binding);
  },
};
