import type { V1CustomResourceDefinition, V1CustomResourceDefinitionVersion } from '../../api/index.ts';
import type { Answer, TestApi } from './open-api.ts';

export const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const widgetsPath = '/apis/example.com/v1/namespaces/default/widgets';

/** One version of the Widgets: a spec with a default, a rule and a place for anything, status and scale, columns. */
export function widgetVersion(
  name = 'v1',
  changes: Partial<V1CustomResourceDefinitionVersion> = {},
): V1CustomResourceDefinitionVersion {
  return {
    name,
    served: true,
    storage: name === 'v1',
    schema: {
      openAPIV3Schema: {
        type: 'object',
        description: 'A thing that does something.',
        properties: {
          spec: {
            type: 'object',
            description: 'What is wanted.',
            properties: {
              color: { type: 'string', default: 'grey', description: 'What it looks like.' },
              size: { type: 'integer', minimum: 1 },
              replicas: { type: 'integer' },
              anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
          status: {
            type: 'object',
            properties: { replicas: { type: 'integer' }, selector: { type: 'string' } },
          },
        },
      },
    },
    subresources: {
      status: {},
      scale: {
        specReplicasPath: '.spec.replicas',
        statusReplicasPath: '.status.replicas',
        labelSelectorPath: '.status.selector',
      },
    },
    additionalPrinterColumns: [{ name: 'Color', type: 'string', jsonPath: '.spec.color' }],
    selectableFields: [{ jsonPath: '.spec.color' }],
    ...changes,
  };
}

/** The definition of Widgets, or of what its names are changed to. */
export function widgetDefinition(
  changes: Partial<V1CustomResourceDefinition['spec']> = {},
): V1CustomResourceDefinition {
  const names = { kind: 'Widget', plural: 'widgets', shortNames: ['wd'], categories: ['all'] };
  const spec = { group: 'example.com', names, scope: 'Namespaced', versions: [widgetVersion()], ...changes };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${spec.names.plural}.${spec.group}` },
    spec,
  };
}

/** Creates a definition; what it defines is served when this resolves. */
export async function define(
  { call, simulation }: TestApi,
  definition = widgetDefinition(),
): Promise<Answer> {
  const answer = await call('POST', definitionsPath, definition);
  await simulation.runFor(1);
  return answer;
}
