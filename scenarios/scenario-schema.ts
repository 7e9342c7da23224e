import { commands } from './commands/index.ts';
import { nodesMax } from './scenario.ts';

/** The JSON Schema of a scenario file, for editors. Printed from the table of commands that the runner uses. */
export function scenarioSchema(): object {
  const step = {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 2,
    properties: {
      description: { type: 'string', description: 'What the step is for; shown in the timeline.' },
      ...Object.fromEntries(
        commands.map(({ name, help, example, schema }) => [
          name,
          { ...schema, description: `${help}\n\nExample:\n  ${example}` },
        ]),
      ),
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'homeostat Scenario',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    properties: {
      apiVersion: { const: 'homeostat.dev/v1alpha1' },
      kind: { const: 'Scenario' },
      metadata: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
      spec: {
        type: 'object',
        required: ['steps'],
        additionalProperties: false,
        properties: {
          description: { type: 'string' },
          cluster: {
            type: 'object',
            additionalProperties: false,
            properties: {
              nodes: { type: 'integer', minimum: 0, maximum: nodesMax, default: 3 },
              capacity: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
              behaviours: { type: 'array', items: { type: 'object' } },
              devices: { type: 'array', items: { type: 'object' } },
              nodeUsage: { type: 'array', items: { type: 'object' } },
              kubeletConfiguration: { type: 'object' },
              staticPods: { type: 'array', items: { type: 'object' } },
              metrics: {
                type: 'object',
                additionalProperties: false,
                properties: {
                  custom: { type: 'array', items: { type: 'object' } },
                  external: { type: 'array', items: { type: 'object' } },
                },
              },
              controllers: { type: 'array', items: { type: 'string' }, default: ['*'] },
              scheduler: { type: 'boolean', default: true },
              schedulers: { type: 'array', minItems: 1, items: { type: 'object' } },
              allocateNodeCidrs: {
                type: 'object',
                additionalProperties: false,
                required: ['clusterCidr'],
                properties: {
                  clusterCidr: { type: 'string' },
                  nodeCidrMaskSize: { type: 'integer', minimum: 1 },
                  nodeCidrMaskSizeIpv4: { type: 'integer', minimum: 1 },
                  nodeCidrMaskSizeIpv6: { type: 'integer', minimum: 1 },
                },
              },
            },
          },
          steps: { type: 'array', minItems: 1, items: step },
        },
      },
    },
  };
}
