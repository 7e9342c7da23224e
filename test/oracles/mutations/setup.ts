import type { CaseObject } from './case.ts';

/** Things that are there before anybody is asked. */
export const setup: readonly CaseObject[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'judge-params' },
    data: { replicas: '7', word: 'found' },
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.judge.example.com' },
    spec: {
      group: 'judge.example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    size: { type: 'integer', maximum: 100 },
                    color: { type: 'string', default: 'red' },
                    tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
                    parts: {
                      type: 'array',
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['name'],
                      items: {
                        type: 'object',
                        required: ['name'],
                        properties: { name: { type: 'string' }, weight: { type: 'integer', default: 5 } },
                      },
                    },
                    whole: { type: 'array', items: { type: 'string' } },
                    frozen: {
                      type: 'object',
                      'x-kubernetes-map-type': 'atomic',
                      properties: { a: { type: 'string' } },
                    },
                    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                    port: { 'x-kubernetes-int-or-string': true },
                  },
                },
              },
            },
          },
        },
      ],
    },
  },
];
