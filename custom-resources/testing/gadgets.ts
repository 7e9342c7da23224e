import { appsV1 } from '../../api/index.ts';
import { defineKind, type ObjectOfResource, rbac, readAndWrite, schema } from '../index.ts';

export const gadget = defineKind({
  group: 'example.com',
  kind: 'Gadget',
  shortNames: ['gd'],
  versions: {
    v1: {
      description: 'A gadget.',
      fields: {
        spec: schema.object(
          {
            size: schema.integer({ minimum: 1, maximum: 9, default: 3, description: 'How large it is.' }),
            colour: schema.string({ enum: ['red', 'blue'] }),
            port: schema.intOrString({ optional: true }),
            tags: schema.list(schema.string(), {
              optional: true,
              'x-kubernetes-list-type': 'set',
              maxItems: 3,
            }),
            limits: schema.map(schema.number(), { optional: true }),
            note: schema.string({ optional: true, nullable: true }),
            template: schema.embeddedObject({ optional: true }),
            settings: schema.unknownFields({ optional: true }),
          },
          { rules: [{ rule: "self.colour != 'red' || self.size < 5", message: 'red ones are small' }] },
        ),
        status: schema.object({ conditions: schema.conditions({ optional: true }) }, { optional: true }),
      },
      printerColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
    },
    v1beta1: { fields: { spec: schema.unknownFields() }, served: false },
  },
});

export const gadgets = gadget.resources.v1;
export type Gadget = ObjectOfResource<typeof gadgets>;

export const role = rbac({
  name: 'gadgets',
  permissions: [
    { resources: [gadgets], verbs: ['watch', 'list'] },
    { resources: [gadgets], verbs: ['get', 'list'] },
    { resources: [gadgets], subresources: ['status'], verbs: ['patch'] },
    { resources: [appsV1.replicaSets, appsV1.deployments], verbs: readAndWrite },
    { resources: [{ group: '', resource: 'configmaps' }], resourceNames: ['settings'], verbs: ['get'] },
  ],
});
