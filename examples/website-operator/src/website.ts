// What a Website looks like. `npm run generate` writes its CustomResourceDefinition to config/crd.
import { defineKind, type ObjectOfResource, schema } from 'homeostat';

export const website = defineKind({
  group: 'example.com',
  kind: 'Website',
  versions: {
    v1alpha1: {
      description: 'A Website is pods of one image, behind a service.',
      fields: {
        spec: schema.object({
          image: schema.string({ minLength: 1, description: 'What the pods run; it listens on the port.' }),
          replicas: schema.integer({ minimum: 0, maximum: 100, default: 1, description: 'How many pods.' }),
          port: schema.integer({ minimum: 1, maximum: 65535, default: 80 }),
          host: schema.string({ optional: true, maxLength: 253, description: 'Its name in DNS.' }),
        }),
        status: schema.object(
          {
            readyReplicas: schema.integer({ optional: true }),
            conditions: schema.conditions({ optional: true }),
          },
          { optional: true },
        ),
      },
      printerColumns: [
        { name: 'Image', type: 'string', jsonPath: '.spec.image' },
        { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      ],
    },
  },
});

export const websites = website.resources.v1alpha1;
export type Website = ObjectOfResource<typeof websites>;
