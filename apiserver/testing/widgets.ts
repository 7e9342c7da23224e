import { commonFields, definition } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import type { KindDefinition } from '../registry/served-kind.ts';

const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
const text = { type: 'string' } as const;

interface Widget extends KubeObject {
  readonly spec?: { readonly color?: string; readonly size?: number };
}

/** A kind that Kubernetes does not have, with all that a custom resource can have: a schema, columns, fields to select by. */
export function widgets(version = 'v1'): KindDefinition {
  const names = { group: 'example.com', resource: 'widgets' };
  return {
    resource: {
      ...names,
      version,
      kind: 'Widget',
      listKind: 'WidgetList',
      singularName: 'widget',
      shortNames: ['wd'],
      categories: ['all'],
      namespaced: true,
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      subresources: [],
      definition: `com.example.${version}.Widget`,
      storage: { ...names, version: 'v1' },
      enabled: true,
      schema: {
        type: 'object',
        properties: {
          apiVersion: text,
          kind: text,
          metadata,
          spec: {
            type: 'object',
            properties: { color: { ...text, default: 'grey' }, size: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
    strategy: { generation: true },
    selectableFields: { ...commonFields, 'spec.color': (object) => (object as Widget).spec?.color },
    printer: {
      columns: [
        { name: 'Name', type: 'string', format: 'name', description: 'What it is called.', priority: 0 },
        { name: 'Color', type: 'string', format: '', description: 'What it looks like.', priority: 0 },
      ],
      cells: (object) => [object.metadata?.name ?? '', (object as Widget).spec?.color ?? null],
    },
  };
}

export function widget(name: string, spec: object = {}, more: object = {}): object {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...more }, spec };
}
