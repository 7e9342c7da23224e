import { coreV1, type V1CustomResourceDefinition } from '../../api/index.ts';
import { isNotFound, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import { controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';

export interface Widget extends KubeObject {
  readonly spec?: { readonly size: number };
  readonly status?: { readonly conditions?: readonly object[]; readonly looks?: number };
}

export const widgets: ResourceType<Widget> = {
  group: 'example.com',
  version: 'v1',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

const schema = {
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { size: { type: 'integer', minimum: 1 } } },
    status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

/** A definition of widgets, or of something called otherwise. */
export function widgetDefinition(kind = 'Widget'): V1CustomResourceDefinition {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: schema },
        },
      ],
    },
  };
}

export const key = { namespace: 'default', name: 'one' };

export function widget(size = 1, name = key.name): Widget {
  return { metadata: { namespace: key.namespace, name }, spec: { size } };
}

/** How often a widget is looked at without a reason. */
export const lookEveryMs = 600_000;

/** Gives each widget a ConfigMap and the condition Ready, and counts how often it has looked. Of size 13 it throws. */
export function addWidgetController(manager: Manager): void {
  const { indexer } = manager.informers.informer(widgets);
  controllerManagedBy(manager)
    .named('widgets')
    .for(widgets)
    .complete({
      async reconcile({ namespace, name }, { client }) {
        const found = indexer.get(`${namespace}/${name}`);
        if (found === undefined) return undefined;
        const { size = 1 } = found.spec ?? {};
        if (size === 13) throw new Error('13 is no size');
        await client.get(coreV1.configMaps, { namespace, name }).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
          return client.create(coreV1.configMaps, {
            metadata: { namespace, name },
            data: { size: String(size) },
          });
        });
        if (found.status === undefined) {
          const conditions = [{ type: 'Ready', status: 'True', reason: 'Made', message: `of size ${size}` }];
          await client.updateStatus(widgets, { ...found, status: { conditions, looks: 1 } });
        }
        return { requeueAfterMs: lookEveryMs, background: true };
      },
    });
}
