/** A policy with its binding; what is not said is as in all: one rule for all of the kinds asked about, failure policy `Fail`. */
export interface CasePolicy {
  /** Expressions of type Object, or with a list's bracket in front of type list(JSONPatch). */
  readonly mutations: readonly string[];
  readonly spec?: object;
  readonly binding?: object;
}

/** Policies, and the creation of an object that they match. */
export interface Case {
  readonly name: string;
  readonly policies: readonly CasePolicy[];
  readonly object?: CaseObject;
}

export interface CaseObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: object;
  readonly [part: string]: unknown;
}

const container = { name: 'web', image: 'nginx' };

const pod = { apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } };

const labels = { app: 'web' };

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [container], volumes: [{ name: 'x', emptyDir: {} }] },
    },
  },
};

const widget = { apiVersion: 'judge.example.com/v1', kind: 'Widget', spec: { size: 1 } };

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

function one(name: string, mutation: string, object?: CaseObject, spec?: object): Case {
  const policy = { mutations: [mutation], ...(spec === undefined ? {} : { spec }) };
  return { name, policies: [policy], ...(object === undefined ? {} : { object }) };
}

const params = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
const spec = (inner: string) => `Object{spec: Object.spec{${inner}}}`;
const podSpec = (inner: string) =>
  spec(`template: Object.spec.template{spec: Object.spec.template.spec{${inner}}}`);
const container_ = 'Object.spec.template.spec.containers';
const labelled = (value: string) => `Object{metadata: Object.metadata{labels: {"said": ${value}}}}`;
const patched = (operations: string) => `[${operations}]`;
const op = (kind: string, path: string, value?: string) =>
  `JSONPatch{op: "${kind}", path: "${path}"${value === undefined ? '' : `, value: ${value}`}}`;

const applied: readonly Case[] = [
  one('a number', spec('replicas: object.spec.replicas + 2'), deployment),
  one(
    'a new item of a list by keys',
    podSpec(
      'volumes: [Object.spec.template.spec.volumes{name: "y", emptyDir: Object.spec.template.spec.volumes.emptyDir{}}]',
    ),
    deployment,
  ),
  one(
    'an item that is there',
    podSpec(`containers: [${container_}{name: "web", image: "nginx:2"}]`),
    deployment,
  ),
  one(
    'an item that comes before',
    podSpec(`containers: [${container_}{name: "first", image: "a"}, ${container_}{name: "web", image: "b"}]`),
    deployment,
  ),
  one('an item without its key', podSpec(`containers: [${container_}{image: "b"}]`), deployment),
  one(
    'the same item twice',
    podSpec(`containers: [${container_}{name: "a", image: "b"}, ${container_}{name: "a", image: "c"}]`),
    deployment,
  ),
  one('a label', labelled('"yes"'), pod),
  one(
    'an annotation where there are none',
    'Object{metadata: Object.metadata{annotations: {"a/b": "c"}}}',
    pod,
  ),
  one(
    'a structure that is whole',
    spec('selector: Object.spec.selector{matchLabels: {"a": "b"}}'),
    deployment,
  ),
  one(
    'a list that is whole',
    podSpec(`containers: [${container_}{name: "web", command: ["a"]}]`),
    deployment,
  ),
  one(
    'several whole ones',
    podSpec(
      `affinity: Object.spec.template.spec.affinity{nodeAffinity: Object.spec.template.spec.affinity.nodeAffinity{requiredDuringSchedulingIgnoredDuringExecution: Object.spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution{nodeSelectorTerms: [Object.spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms{matchExpressions: []}]}}}`,
    ),
    deployment,
  ),
  one('a type of another path', 'Object{spec: Object.specx{replicas: 1}}', deployment),
  one('types of two other paths', 'Object{spec: Object.specx{template: Object.y{}}}', deployment),
  one('a field there is not', spec('replicasx: 1'), deployment),
  one(
    'a field in a list there is not',
    podSpec(`containers: [${container_}{name: "web", imagee: "b"}]`),
    deployment,
  ),
  one('a text for a number', spec('replicas: "1"'), deployment),
  one('a number for a text', podSpec(`containers: [${container_}{name: "web", image: 1}]`), deployment),
  one('a broken number', spec('replicas: 1.5'), deployment),
  one('a list for an object', spec('template: []'), deployment),
  one('an object for a list', podSpec('containers: {"a": "b"}'), deployment),
  one('a boolean for a text', podSpec('hostname: true'), deployment),
  one('a text for a boolean', podSpec('hostNetwork: "true"'), deployment),
  one('null', spec('replicas: null'), deployment),
  one('null for a structure', spec('strategy: null'), deployment),
  one('nothing', 'Object{}', deployment),
  one('an optional that is there', spec('?replicas: optional.of(4)'), deployment),
  one('an optional that is not', spec('?replicas: optional.none()'), deployment),
  one('a field of an optional path', spec('?replicas: object.spec.?replicas'), deployment),
  one(
    'a quantity',
    podSpec(
      `containers: [${container_}{name: "web", resources: ${container_}.resources{limits: {"cpu": "128M"}}}]`,
    ),
    deployment,
  ),
  one(
    'a wrong quantity',
    podSpec(
      `containers: [${container_}{name: "web", resources: ${container_}.resources{limits: {"cpu": "many"}}}]`,
    ),
    deployment,
  ),
  one(
    'an int or string',
    podSpec(
      `containers: [${container_}{name: "web", livenessProbe: ${container_}.livenessProbe{httpGet: ${container_}.livenessProbe.httpGet{port: "http"}}}]`,
    ),
    deployment,
  ),
  one(
    'a default is filled in',
    podSpec(`containers: [${container_}{name: "web", ports: [${container_}.ports{containerPort: 80}]}]`),
    deployment,
  ),
  one('what is not valid', spec('replicas: -1'), deployment),
  one('another name', 'Object{metadata: Object.metadata{name: "other"}}', pod),
  one('another kind', 'Object{kind: "Secret"}', pod),
  one('another version', 'Object{apiVersion: "v2"}', pod),
  one('a finalizer', 'Object{metadata: Object.metadata{finalizers: ["a.example.com/b"]}}', pod),
  one(
    'a time',
    'Object{metadata: Object.metadata{creationTimestamp: timestamp("2020-01-01T00:00:00Z")}}',
    pod,
  ),
  one('a length of time', 'Object{metadata: Object.metadata{annotations: {"a": duration("1m")}}}', pod),
  one('bytes', 'Object{data: {"a": b"abc"}}', { apiVersion: 'v1', kind: 'Secret' }),
  one('bytes as text', 'Object{data: {"a": "YWJj"}}', { apiVersion: 'v1', kind: 'Secret' }),
  one('a map with numbers as keys', 'Object{metadata: Object.metadata{labels: {1: "a"}}}', pod),
  one('managers of fields', 'Object{metadata: Object.metadata{managedFields: []}}', pod),
  one(
    'owners',
    'Object{metadata: Object.metadata{ownerReferences: [Object.metadata.ownerReferences{apiVersion: "v1", kind: "Pod", name: "a", uid: "b"}]}}',
    pod,
  ),
  one('a map of maps', 'Object{metadata: Object.metadata{labels: {"a": {"b": "c"}}}}', pod),
  one('the object itself', 'object', pod),
  one('a map', '{"spec": {"replicas": 1}}', pod),
  one('a part of an object', 'Object.spec{}', pod),
  one('an error', spec('replicas: 1 / 0'), deployment),
  one('a key that is not there', spec('replicas: object.spec.nothing'), deployment),
  one('status', 'Object{status: Object.status{phase: "Running"}}', pod),
  one('from the namespace', labelled('namespaceObject.metadata.name'), pod),
  one('from the request', labelled('request.operation'), pod),
  one('from the request: the kind', labelled('request.kind.kind'), pod),
  one(
    'from the authorizer',
    labelled('string(authorizer.group("").resource("pods").check("create").allowed())'),
    pod,
  ),
  one('has of a field', labelled('string(has(Object{field: "x"}.field))'), pod),
  one('has of no field', labelled('string(has(Object{}.field))'), pod),
  one('a field of an object', labelled('Object{field: "x"}.field'), pod),
  one('no field of an object', labelled('Object{}.field'), pod),
  one('equal objects', labelled('string(Object{field: "x"} == Object{field: "x"})'), pod),
  one('unequal objects', labelled('string(Object{field: "x"} == Object{field: "y"})'), pod),
  one('objects of other types', labelled('string(Object{field: "x"} == Object.a{field: "x"})'), pod),
  one('the type of an object', labelled('string(type(Object.a{}) == type(Object.a{}))'), pod),
  one('a custom resource', spec('size: 2'), widget),
  one('an unknown field of a custom resource', spec('sizes: 2'), widget),
  one('a set', spec('tags: ["b", "a"]'), { ...widget, spec: { tags: ['a', 'c'] } }),
  one('a set with two alike', spec('tags: ["b", "b"]'), widget),
  one('a part by its key', spec('parts: [Object.spec.parts{name: "a"}]'), widget),
  one('a part that is there', spec('parts: [Object.spec.parts{name: "a", weight: 6}]'), {
    ...widget,
    spec: { parts: [{ name: 'a', weight: 1 }, { name: 'b' }] },
  }),
  one('a whole list of a custom resource', spec('whole: ["a"]'), widget),
  one('a whole map of a custom resource', spec('frozen: Object.spec.frozen{a: "b"}'), widget),
  one('what may be anything', spec('free: {"a": "b"}'), widget),
  one('a text for an int or string', spec('port: "a"'), widget),
  one('a text for the number of a custom resource', spec('size: "a"'), widget),
  one('a value that is not allowed', spec('size: 101'), widget),
  one('null in a custom resource', spec('size: null'), widget),
];

const patches: readonly Case[] = [
  one(
    'test false',
    patched(`${op('test', '/spec/replicas', '100')}, ${op('replace', '/spec/replicas', '3')}`),
    deployment,
  ),
  one(
    'test true',
    patched(`${op('test', '/spec/replicas', '1')}, ${op('replace', '/spec/replicas', '3')}`),
    deployment,
  ),
  one('test of what is not there', patched(op('test', '/spec/nothing/at', '1')), deployment),
  one('remove, and the default comes', patched(op('remove', '/spec/replicas')), deployment),
  one('remove an item', patched(op('remove', '/spec/template/spec/volumes/0')), deployment),
  one('remove what is not there', patched(op('remove', '/spec/nothing')), deployment),
  one(
    'copy',
    patched('JSONPatch{op: "copy", from: "/metadata/labels/case", path: "/metadata/labels/copied"}'),
    pod,
  ),
  one(
    'move',
    patched('JSONPatch{op: "move", from: "/spec/containers/0/image", path: "/spec/containers/0/name"}'),
    pod,
  ),
  one('add a label', patched(op('add', '/metadata/labels/x', '"2"')), pod),
  one('add an annotation where there are none', patched(op('add', '/metadata/annotations/x', '"2"')), pod),
  one('add all annotations', patched(op('add', '/metadata/annotations', '{"y": "2"}')), pod),
  one('add at the end', patched(op('add', '/spec/containers/-', '{"name": "x", "image": "y"}')), pod),
  one('add at the start', patched(op('add', '/spec/containers/0', '{"name": "x", "image": "y"}')), pod),
  one('replace the end', patched(op('replace', '/spec/containers/-', '{"name": "x"}')), pod),
  one('replace what is not there', patched(op('replace', '/metadata/annotations', '{"y": "2"}')), pod),
  one(
    'a part of an object',
    patched(
      op(
        'add',
        '/spec/containers/-',
        'Object.spec.containers{name: "x", image: "y", ports: [Object.spec.containers.ports{containerPort: 8080}]}',
      ),
    ),
    pod,
  ),
  one(
    'an unknown field',
    patched(op('add', '/spec/containers/-', 'Object.spec.containers{name: "x", imagee: "y"}')),
    pod,
  ),
  one('two unknown fields', patched(`${op('add', '/spec/a', '1')}, ${op('add', '/spec/b', '1')}`), pod),
  one(
    'a part of another type',
    patched(
      op('add', '/spec/containers/-', 'Object.spec.containers{name: "x", ports: [Object.spec.portsZ{}]}'),
    ),
    pod,
  ),
  one('the part of another path', patched(op('add', '/spec', 'Object.invalid{replicas: 1}')), deployment),
  one('a text for a number', patched(op('replace', '/spec/replicas', '"1"')), deployment),
  one('a broken number', patched(op('replace', '/spec/replicas', '1.5')), deployment),
  one('a whole double', patched(op('replace', '/spec/replicas', '2.0')), deployment),
  one('an unsigned number', patched(op('replace', '/spec/replicas', '2u')), deployment),
  one('a large number', patched(op('add', '/metadata/annotations', '{"a": 9007199254740993}')), pod),
  one('null', patched(op('replace', '/spec/replicas', 'null')), deployment),
  one('no value', patched(op('add', '/metadata/annotations')), pod),
  one('a time', patched(op('add', '/metadata/annotations', '{"a": timestamp("2020-01-01T00:00:00Z")}')), pod),
  one('a length of time', patched(op('add', '/metadata/annotations', '{"a": duration("90s")}')), pod),
  one('bytes', patched(op('add', '/data', '{"a": b"abc"}')), { apiVersion: 'v1', kind: 'Secret' }),
  one('a type', patched(op('add', '/metadata/annotations', '{"a": type(1)}')), pod),
  one('an optional', patched(op('add', '/metadata/annotations', '{"a": optional.of("b")}')), pod),
  one('an optional that is none', patched(op('add', '/metadata/annotations', '{"a": optional.none()}')), pod),
  one('a URL', patched(op('add', '/metadata/annotations', '{"a": url("https://a/b")}')), pod),
  one('a quantity', patched(op('add', '/metadata/annotations', '{"a": quantity("1")}')), pod),
  one('numbers as keys', patched(op('add', '/metadata/annotations', '{1: "a"}')), pod),
  one('lists in maps in lists', patched(op('add', '/spec/a', '[{"a": [[1, 2]]}]')), widget),
  one(
    'an escaped key',
    patched(
      'JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("k8s.io/x~y"), value: "true"}',
    ),
    pod,
  ),
  one(
    'fields of a patch',
    patched(
      op(
        'add',
        '/metadata/annotations',
        '{"op": JSONPatch{op: "a"}.op, "path": JSONPatch{path: "b"}.path, "from": JSONPatch{from: "c"}.from, "value": string(JSONPatch{value: "d"}.value), "none": JSONPatch{}.op}',
      ),
    ),
    pod,
  ),
  one(
    'the value of a patch without',
    patched(op('add', '/metadata/annotations', '{"a": string(JSONPatch{}.value)}')),
    pod,
  ),
  one(
    'has of patches',
    patched(
      op(
        'add',
        '/metadata/annotations',
        '{"a": string(has(JSONPatch{op: "x"}.op)), "b": string(has(JSONPatch{}.op)), "c": string(has(JSONPatch{value: 1}.value)), "d": string(has(JSONPatch{}.value))}',
      ),
    ),
    pod,
  ),
  one(
    'equal patches',
    patched(
      op(
        'add',
        '/metadata/annotations',
        '{"a": string(JSONPatch{} == JSONPatch{}), "b": string(JSONPatch{op: "a"} == JSONPatch{op: "a"}), "c": string(JSONPatch{value: "1"} == JSONPatch{value: 1})}',
      ),
    ),
    pod,
  ),
  one('an operation there is not', patched(op('change', '/spec', '1')), pod),
  one('no operation', patched('JSONPatch{path: "/spec"}'), pod),
  one('no path', patched('JSONPatch{op: "add", value: 1}'), pod),
  one('a path without a slash', patched(op('add', 'spec', '1')), pod),
  one('the whole document', patched(op('replace', '', '{"kind": "Pod"}')), pod),
  one('the kind goes', patched(op('remove', '/kind')), pod),
  one('another name', patched(op('replace', '/metadata/name', '"other"')), pod),
  one('managers of fields go', patched(op('remove', '/metadata/managedFields')), pod),
  one('managers of fields are none', patched(op('replace', '/metadata/managedFields', '[]')), pod),
  one(
    'managers of fields are wrong',
    patched(op('replace', '/metadata/managedFields/0/fieldsV1', '{"x": {}}')),
    pod,
  ),
  one('no operations', '[JSONPatch{op: "add", path: "/a", value: 1}].filter(x, false)', pod),
  one('an error', patched(op('add', '/spec/replicas', '1 / 0')), deployment),
  one('an error of the type', patched('JSONPatch{op: dyn(1), path: "/a"}'), pod),
  one(
    'resources that are empty',
    patched(op('add', '/spec/containers/0/resources/limits', '{"cpu": "1"}')),
    pod,
  ),
  one('a status that is empty', patched(op('add', '/status/phase', '"Failed"')), pod),
  one('a creation time that there is not', patched(op('test', '/metadata/creationTimestamp', 'null')), pod),
  one('a custom resource', patched(op('replace', '/spec/size', '2')), widget),
  one('an unknown field of a custom resource', patched(op('add', '/spec/unknown', '2')), widget),
  one('a text for the number of a custom resource', patched(op('replace', '/spec/size', '"a"')), widget),
  one('null in a custom resource', patched(op('replace', '/spec/color', 'null')), widget),
  one('a spec of nothing', patched(op('replace', '/spec', 'null')), widget),
  one('a name that is no text', patched(op('replace', '/metadata/labels', '{"a": 1}')), widget),
];

const loops =
  'variables.list.all(x1, variables.list.all(x2, variables.list.all(x3, variables.list.all(x4, variables.list.all(x5, variables.list.all(x5, "0123456789" == "0123456789"))))))';
const costly = { variables: [{ name: 'list', expression: '[0,1,2,3,4,5,6,7,8,9]' }] };
const conditions = (...expressions: string[]) => ({
  matchConditions: expressions.map((expression, at) => ({ name: `c${at}`, expression })),
});

const policies: readonly Case[] = [
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

/** Policies that are refused, or not, when they are created. */
export const expressions: readonly string[] = [
  ...[
    'Object{}',
    'Object{a: 1}',
    'Object.a{}',
    'Object{a: Object.b{}}',
    '"x"',
    '1',
    'object',
    'null',
    'dyn(object)',
    '{}',
  ],
  ...[
    '[]',
    '[1]',
    '[JSONPatch{}]',
    '[JSONPatch{op: 1}]',
    '[JSONPatch{path: 1}]',
    '[JSONPatch{a: 1}]',
    '[JSONPatch{op: "a", value: {}}]',
  ],
  ...[
    '[JSONPatch{}, Object{}]',
    '[Object{}]',
    'JSONPatch{}',
    '[JSONPatch.a{}]',
    'Objectx{}',
    'object{}',
    'Object..a{}',
    'Object{a: }',
  ],
  ...[
    'Object',
    'Object.a',
    'JSONPatch',
    'type(Object{}) == Object',
    'Object{}.a',
    'Object{a: jsonpatch.escapeKey("a")}',
    'Object{a: jsonpatch.escapeKey(1)}',
  ],
  ...[
    'Object{a: jsonpatch.escape("a")}',
    '[JSONPatch{}] + [JSONPatch{}]',
    'true ? Object{} : Object{a: 1}',
    'true ? Object{} : Object.a{}',
    '[Object{}][0]',
  ],
  ...[
    'Object{a: variables.b}',
    'Object{a: params.b}',
    'Object{?a: 1}',
    'Object{?a: optional.of(1)}',
    '[?optional.of(JSONPatch{})]',
    '[JSONPatch{?op: optional.of("a")}]',
  ],
  ...[
    'Object{a: authorizer.path("/").check("get").allowed()}',
    '.Object{}',
    '[.JSONPatch{}]',
    'Object{a: 1, a: 2}',
    '[JSONPatch{op: "a", op: "b"}]',
    'Object.a.b.c{d: 1}.d',
  ],
  ...[
    '[JSONPatch{op: "a"}].map(x, x)',
    '[1].map(x, JSONPatch{value: x})',
    'dyn([JSONPatch{}])',
    '[dyn(JSONPatch{})]',
    'Object{`a-b`: 1}',
    'optional.of(Object{}).value()',
  ],
  ...[' Object{} ', '', ' '],
];

export const cases: readonly Case[] = [
  ...applied.map((one) => ({ ...one, name: `apply: ${one.name}` })),
  ...patches.map((one) => ({ ...one, name: `patch: ${one.name}` })),
  ...policies.map((one) => ({ ...one, name: `policy: ${one.name}` })),
];
