import { type Case, deployment, labelled, one, op, patched, pod, spec } from './case.ts';

const params = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
const loops =
  'variables.list.all(x1, variables.list.all(x2, variables.list.all(x3, variables.list.all(x4, variables.list.all(x5, variables.list.all(x5, "0123456789" == "0123456789"))))))';
const costly = { variables: [{ name: 'list', expression: '[0,1,2,3,4,5,6,7,8,9]' }] };
const conditions = (...expressions: string[]) => ({
  matchConditions: expressions.map((expression, at) => ({ name: `c${at}`, expression })),
});

/** What policies say besides their mutations, and several of them. */
export const policies: readonly Case[] = [
  {
    name: 'an apply, then a patch',
    policies: [
      {
        mutations: [
          spec('replicas: object.spec.replicas + 100'),
          patched(op('replace', '/spec/replicas', 'object.spec.replicas + 10')),
        ],
      },
    ],
    object: deployment,
  },
  {
    name: 'a mistake, then a patch',
    policies: [{ mutations: [spec('replicasx: 1'), patched(op('replace', '/spec/replicas', '4'))] }],
    object: deployment,
  },
  {
    name: 'a mistake that is ignored, then a patch',
    policies: [
      {
        mutations: [spec('replicasx: 1'), patched(op('replace', '/spec/replicas', '4'))],
        spec: { failurePolicy: 'Ignore' },
      },
    ],
    object: deployment,
  },
  {
    name: 'two mistakes',
    policies: [{ mutations: [spec('replicasx: 1'), spec('replicasy: 1')] }],
    object: deployment,
  },
  one('a mistake of the server is not ignored', patched(op('add', '/spec/a', '1')), pod, {
    failurePolicy: 'Ignore',
  }),
  one('a variable', spec('replicas: variables.wanted + 1'), deployment, {
    variables: [{ name: 'wanted', expression: '10' }],
  }),
  one('a variable that fails', spec('replicas: variables.wanted'), deployment, {
    variables: [{ name: 'wanted', expression: '1 / int(object.spec.replicas - 1)' }],
  }),
  one('a variable that is an object', 'Object{metadata: variables.meta}', pod, {
    variables: [{ name: 'meta', expression: '{"labels": {"a": "b"}}' }],
  }),
  one('too costly', spec(`replicas: ${loops} ? 1 : 0`), deployment, costly),
  one(
    'a condition that holds',
    spec('replicas: 4'),
    deployment,
    conditions('object.spec.replicas == 1', 'true'),
  ),
  one(
    'a condition that does not',
    spec('replicas: 4'),
    deployment,
    conditions('object.spec.replicas == 1', 'false'),
  ),
  one('a condition that fails', spec('replicas: 4'), deployment, conditions('object.spec.nothing == 1')),
  one('a condition that fails, ignored', spec('replicas: 4'), deployment, {
    ...conditions('object.spec.nothing == 1'),
    failurePolicy: 'Ignore',
  }),
  one('another operation', spec('replicas: 4'), deployment, {
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['deployments'] },
      ],
    },
  }),
  {
    name: 'params that are not there',
    policies: [
      {
        mutations: [spec('replicas: int(params.data.replicas)')],
        spec: params,
        binding: { paramRef: { name: 'others', parameterNotFoundAction: 'Deny' } },
      },
    ],
    object: deployment,
  },
  {
    name: 'params that are not there, allowed',
    policies: [
      {
        mutations: [spec('replicas: int(params.data.replicas)')],
        spec: params,
        binding: { paramRef: { name: 'others', parameterNotFoundAction: 'Allow' } },
      },
    ],
    object: deployment,
  },
  {
    name: 'params of a policy whose binding has none',
    policies: [{ mutations: [spec('replicas: int(params.data.replicas)')], spec: params }],
    object: deployment,
  },
  {
    name: 'a binding of other objects',
    policies: [
      {
        mutations: [spec('replicas: 4')],
        binding: { matchResources: { objectSelector: { matchLabels: { other: 'yes' } } } },
      },
    ],
    object: deployment,
  },
  {
    name: 'two policies of two fields',
    policies: [{ mutations: [labelled('"yes"')] }, { mutations: [spec('replicas: 4')] }],
    object: deployment,
  },
  {
    name: 'two policies that are wrong in the same way',
    policies: [
      { mutations: [spec('replicasx: 1')], spec: { failurePolicy: 'Ignore' } },
      { mutations: [spec('replicas: 4')] },
    ],
    object: deployment,
  },
];
