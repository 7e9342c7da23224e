/** JSON Schemas of the arguments that several commands share; for editors only, the reader checks for itself. */

const object = { type: 'object', required: ['apiVersion', 'kind'] };

const duration = { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$' };

const reference = {
  type: 'object',
  additionalProperties: false,
  required: ['apiVersion', 'kind', 'name'],
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    name: { type: 'string' },
    namespace: { type: 'string' },
  },
};

/** Just these fields, some of them required. */
export function fieldsSchema(properties: object, required: readonly string[] = []): object {
  return { type: 'object', additionalProperties: false, required, properties };
}

export const schemas = {
  object,
  duration,
  reference,
  objects: {
    ...fieldsSchema({
      file: { type: 'string' },
      resource: object,
      resources: { type: 'array', items: object },
    }),
    minProperties: 1,
    maxProperties: 1,
  },
  expectation: fieldsSchema({ resource: object, within: duration }, ['resource']),
  node: fieldsSchema({ node: { type: 'string' } }, ['node']),
} as const;
