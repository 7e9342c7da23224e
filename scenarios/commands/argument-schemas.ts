/** JSON Schemas of the arguments that several commands share; for editors only, the reader checks for itself. */

const object = { type: 'object', required: ['apiVersion', 'kind'] };

const flag = { type: 'boolean' };

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

/** Objects that a step writes, given in one of three ways, and what else the step takes. */
export function objectsSchema(others: object = {}): object {
  const ways = {
    file: { type: 'string' },
    resource: object,
    resources: { type: 'array', items: object },
  };
  const oneOf = Object.keys(ways).map((way) => ({ required: [way] }));
  return { ...fieldsSchema({ ...ways, ...others }), oneOf };
}

export const schemas = {
  object,
  duration,
  flag,
  reference,
  expectation: fieldsSchema({ resource: object, within: duration, staleStatus: flag }, ['resource']),
  node: fieldsSchema({ node: { type: 'string' } }, ['node']),
} as const;
