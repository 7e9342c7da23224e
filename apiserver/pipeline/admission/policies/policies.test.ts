import { expect, test } from 'vitest';
import { openApi, type TestApi } from '../../../testing/open-api.ts';
import type { Authorizer } from '../../access/index.ts';

const group = '/apis/admissionregistration.k8s.io/v1';
const configMaps = '/api/v1/namespaces/default/configmaps';
const rule = {
  apiGroups: [''],
  apiVersions: ['v1'],
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  resources: ['configmaps'],
};
const validation = { expression: "!has(object.data) || !('bad' in object.data)" };

type Parts = Parameters<typeof openApi>[3];

interface Given {
  readonly spec?: object;
  readonly binding?: object;
}

async function apiWith({ spec = {}, binding = {} }: Given, parts: Parts = {}): Promise<TestApi> {
  const api = await openApi(1, undefined, undefined, parts);
  const policy = { matchConstraints: { resourceRules: [rule] }, validations: [validation], ...spec };
  await posted(api, `${group}/validatingadmissionpolicies`, { metadata: { name: 'p' }, spec: policy });
  const bound = { policyName: 'p', validationActions: ['Deny'], ...binding };
  await posted(api, `${group}/validatingadmissionpolicybindings`, { metadata: { name: 'b' }, spec: bound });
  return api;
}

async function posted(api: TestApi, path: string, body: object): Promise<void> {
  expect(await api.call('POST', path, body)).toMatchObject({ status: 201 });
}

function configMap(data: object, metadata: object = {}) {
  return { metadata: { name: 'c', ...metadata }, data };
}

/** The status and what is said of a config map with `bad` in it. */
async function refusal(given: Given, data: object = { bad: 'x' }, metadata: object = {}) {
  const api = await apiWith(given);
  const { status, body } = await api.call('POST', configMaps, configMap(data, metadata));
  return { status, says: String(body.message).replace(/^.* denied request: /s, ''), body };
}

test('what a policy forbids is refused in its words', async () => {
  const { status, body } = await refusal({});
  const says =
    "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: !has(object.data) || !('bad' in object.data)";
  expect(status).toBe(422);
  expect(body).toMatchObject({
    message: `configmaps "c" is forbidden: ${says}`,
    reason: 'Invalid',
    details: { name: 'c', kind: 'configmaps', causes: [{ message: says }] },
    code: 422,
  });
  expect((await refusal({}, { good: 'x' })).status).toBe(201);
});

test('nothing is refused without a binding, and nothing that no rule names', async () => {
  const elsewhere = { resourceRules: [{ ...rule, resources: ['secrets'] }] };
  expect((await refusal({ binding: { policyName: 'other' } })).status).toBe(201);
  expect((await refusal({ spec: { matchConstraints: elsewhere } })).status).toBe(201);
  const excluded = { resourceRules: [rule], excludeResourceRules: [{ ...rule, resourceNames: ['c'] }] };
  expect((await refusal({ spec: { matchConstraints: excluded } })).status).toBe(201);
});

test.each([
  [{ objectSelector: { matchLabels: { look: 'yes' } } }, {}, 201],
  [{ objectSelector: { matchLabels: { look: 'yes' } } }, { labels: { look: 'yes' } }, 422],
  [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }, {}, 422],
  [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }, {}, 201],
])('labels are looked at: %j, %j', async (selectors, metadata, status) => {
  const matchResources = { resourceRules: [rule], ...selectors };
  expect((await refusal({ binding: { matchResources } }, { bad: 'x' }, metadata)).status).toBe(status);
});

test.each([
  [{ message: ' no bad ones ' }, 'no bad ones'],
  [{ message: 'no', messageExpression: "'no ' + object.data.bad" }, 'no x'],
  [{ message: 'no', messageExpression: "'two' + '\\nlines'" }, 'no'],
  [{ message: 'no', messageExpression: 'string(object.nothing)' }, 'no'],
])('%j says %s', async (message, says) => {
  const found = await refusal({ spec: { validations: [{ ...validation, ...message }] } });
  expect(found.says).toBe(says);
});

test.each([
  ['Forbidden', 403],
  ['RequestEntityTooLarge', 413],
])('the reason %s is answered with %i', async (reason, code) => {
  const { status, body } = await refusal({ spec: { validations: [{ ...validation, reason }] } });
  expect([status, body.reason]).toEqual([code, reason]);
});

test('a policy may warn instead', async () => {
  const api = await apiWith({ binding: { validationActions: ['Warn', 'Audit'] } });
  const { status, headers } = await api.call('POST', configMaps, configMap({ bad: 'x' }));
  expect(status).toBe(201);
  expect(headers.warning).toContain(
    "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: ",
  );
});

test.each([
  ['object.nothing == 1', "expression 'object.nothing == 1' resulted in error: no such key: nothing"],
  ['variables.broken', 'fails to evaluate: division by zero'],
  [
    "authorizer.path('').check('get').allowed()",
    "expression 'authorizer.path('').check('get').allowed()' resulted in error: path must not be empty",
  ],
])('%s fails by the failure policy', async (expression, says) => {
  const variables = [{ name: 'broken', expression: '1 / int(object.data.zero) == 1' }];
  const validations = [{ expression }];
  const data = { zero: '0' };
  const found = await refusal({ spec: { variables, validations } }, data);
  expect(found.status).toBe(422);
  expect(found.says).toContain(says);
  const ignored = await refusal({ spec: { variables, validations, failurePolicy: 'Ignore' } }, data);
  expect(ignored.status).toBe(201);
});

test('variables are worked out of one another', async () => {
  const variables = [
    { name: 'keys', expression: 'object.data.map(key, key)' },
    { name: 'many', expression: 'variables.keys.size() > 1' },
  ];
  const validations = [{ expression: '!variables.many', messageExpression: "variables.keys.join('+')" }];
  const found = await refusal({ spec: { variables, validations } }, { a: '1', b: '2' });
  expect(found.says).toBe('a+b');
});

test.each([
  ["request.operation == 'CREATE' && request.userInfo.username == 'tester'", 422],
  ["request.kind.kind == 'Secret'", 201],
  ["authorizer.requestResource.check('delete').allowed()", 422],
  ['object.data.missing == "x"', 422],
])('conditions say whether it is asked: %s', async (expression, status) => {
  const matchConditions = [{ name: 'when', expression }];
  expect((await refusal({ spec: { matchConditions } })).status).toBe(status);
});

test('a policy sees the namespace, the old object, and deletions', async () => {
  const inDefault = "namespaceObject.metadata.name == 'default'";
  const expression = `${inDefault} && (request.operation == 'CREATE' || has(oldObject.data.free))`;
  const api = await apiWith({ spec: { validations: [{ expression }] } });
  await posted(api, configMaps, configMap({ a: '1' }));
  const update = { ...configMap({ a: '2' }) };
  expect((await api.call('PUT', `${configMaps}/c`, update)).status).toBe(422);
  expect((await api.call('DELETE', `${configMaps}/c`)).status).toBe(422);
  await posted(api, configMaps, configMap({ free: '1' }, { name: 'd' }));
  expect((await api.call('DELETE', `${configMaps}/d`)).status).toBe(200);
});

const paramKind = { apiVersion: 'v1', kind: 'ConfigMap' };
const byParams = { paramKind, validations: [{ expression: '!(params.data.word in object.data)' }] };

test.each([
  [{ name: 'word' }, 422, 'failed expression: !(params.data.word in object.data)'],
  [
    { selector: { matchLabels: { word: 'yes' } } },
    422,
    'failed expression: !(params.data.word in object.data)',
  ],
  [{ name: 'other', parameterNotFoundAction: 'Allow' }, 201, 'undefined'],
  [
    { name: 'other', parameterNotFoundAction: 'Deny' },
    422,
    'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
  ],
])('with params %j: %i %s', async (ref, status, says) => {
  const api = await openApi();
  const word = configMap({ word: 'bad' }, { name: 'word', labels: { word: 'yes' } });
  await posted(api, configMaps, word);
  const resourceRules = [rule];
  await posted(api, `${group}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules }, ...byParams },
  });
  const paramRef = { parameterNotFoundAction: 'Deny', ...ref };
  await posted(api, `${group}/validatingadmissionpolicybindings`, {
    metadata: { name: 'b' },
    spec: { policyName: 'p', paramRef, validationActions: ['Deny'] },
  });
  const answer = await api.call('POST', configMaps, configMap({ bad: 'x' }));
  expect(answer.status).toBe(status);
  expect(String(answer.body.message)).toContain(says);
});

test('params of a kind there is not are a mistake of the policy', async () => {
  const kind = { apiVersion: 'example.com/v1', kind: 'Word' };
  const binding = { paramRef: { name: 'word', parameterNotFoundAction: 'Deny' } };
  const { says } = await refusal({ spec: { ...byParams, paramKind: kind }, binding });
  expect(says).toBe(
    'failed to configure binding: paramKind kind `&ParamKind{APIVersion:example.com/v1,Kind:Word,}` not known',
  );
});

test('a policy for one version of a resource judges the others, too', async () => {
  const resourceRules = [
    { ...rule, apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['horizontalpodautoscalers'] },
  ];
  const validations = [{ expression: 'object.spec.targetCPUUtilizationPercentage < 50' }];
  const api = await apiWith({ spec: { matchConstraints: { resourceRules }, validations } });
  const scaler = {
    metadata: { name: 'h' },
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { kind: 'Deployment', name: 'd', apiVersion: 'apps/v1' },
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
        },
      ],
    },
  };
  const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
  const { status, body } = await api.call('POST', path, scaler);
  expect([status, body.message]).toEqual([
    422,
    `horizontalpodautoscalers.autoscaling "h" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.spec.targetCPUUtilizationPercentage < 50`,
  ]);
});

test('nobody is kept from mending a policy', async () => {
  const everything = { ...rule, apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };
  const spec = {
    matchConstraints: { resourceRules: [everything] },
    validations: [{ expression: 'false' }],
  };
  const api = await apiWith({ spec });
  expect((await api.call('POST', configMaps, configMap({}))).status).toBe(422);
  expect((await api.call('DELETE', `${group}/validatingadmissionpolicies/p`)).status).toBe(200);
  expect((await api.call('POST', configMaps, configMap({}))).status).toBe(201);
});

test('an authorizer that takes its time is asked once for each question', async () => {
  const asked: string[] = [];
  const authorizer: Authorizer = {
    async authorize({ name }, { verb, resource }) {
      asked.push(`${name} ${verb} ${resource}`);
      await Promise.resolve();
      return { allowed: name === 'tester' };
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false }),
  };
  const other = "authorizer.serviceAccount('default', 'default').group('').resource('pods').check('list')";
  const validations = [
    { expression: "authorizer.requestResource.check('create').allowed()" },
    { expression: `!${other}.allowed()` },
    { expression: `${other}.allowed()`, message: 'not for them' },
  ];
  const api = await apiWith({ spec: { validations } }, { authorizer });
  asked.length = 0;
  const { status, body } = await api.call('POST', configMaps, configMap({}));
  expect([status, body.details.causes]).toEqual([
    422,
    [{ message: "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: not for them" }],
  ]);
  expect(asked).toEqual([
    'tester create configmaps',
    'tester create configmaps',
    'system:serviceaccount:default:default list pods',
  ]);
});

test('a policy with an expression that cannot be is refused, and so is a binding that says nothing', async () => {
  const api = await openApi();
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: 'object.x = 1' }, { expression: 'size(request.name)' }],
  };
  const policy = await api.call('POST', `${group}/validatingadmissionpolicies`, {
    metadata: { name: 'p' },
    spec,
  });
  const invalid = (name: string, says: string) =>
    `ValidatingAdmissionPolicy${name}.admissionregistration.k8s.io "p" is invalid: ${says}`;
  expect([policy.status, policy.body.message]).toEqual([
    422,
    invalid(
      '',
      '[spec.validations[0].expression: Invalid value: "object.x = 1": compilation failed: ERROR: <input>:1:10: Syntax error: token recognition error at: \'= \'\n | object.x = 1\n | .........^\nERROR: <input>:1:12: Syntax error: extraneous input \'1\' expecting <EOF>\n | object.x = 1\n | ...........^, spec.validations[1].expression: Invalid value: "size(request.name)": must evaluate to bool but got int]',
    ),
  ]);
  const binding = await api.call('POST', `${group}/validatingadmissionpolicybindings`, {
    metadata: { name: 'p' },
    spec: { policyName: 'p', validationActions: ['Deny', 'Warn'], paramRef: {} },
  });
  expect([binding.status, binding.body.message]).toEqual([
    422,
    invalid(
      'Binding',
      '[spec.paramRef: Required value: one of name or selector must be specified, spec.paramRef.parameterNotFoundAction: Required value, spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)]',
    ),
  ]);
});

/** What is said to the audit from now on. */
function audited({ simulation }: TestApi): [string, string][] {
  const said: [string, string][] = [];
  simulation.environment.trace.subscribe((record) => {
    if (record.kind === 'audit') said.push([record.fields.key, record.fields.value]);
  });
  return said;
}

test('what policies say to the audit stands in the trace, once for all bindings', async () => {
  const auditAnnotations = [
    { key: 'bad', valueExpression: "' ' + object.data.bad + ' '" },
    { key: 'none', valueExpression: 'null' },
    { key: 'empty', valueExpression: "' '" },
  ];
  const api = await apiWith({ spec: { auditAnnotations }, binding: { validationActions: ['Audit'] } });
  const again = { policyName: 'p', validationActions: ['Warn'] };
  await posted(api, `${group}/validatingadmissionpolicybindings`, { metadata: { name: 'c' }, spec: again });
  const said = audited(api);
  await posted(api, configMaps, configMap({ bad: 'x' }));
  const failure = {
    message: `failed expression: ${validation.expression}`,
    policy: 'p',
    binding: 'b',
    expressionIndex: 0,
    validationActions: ['Audit'],
  };
  expect(said).toEqual([
    ['validation.policy.admission.k8s.io/validation_failure', JSON.stringify([failure])],
    ['p/bad', 'x'],
  ]);
});

test('an annotation that fails is refused whatever the binding says, unless failures are ignored', async () => {
  const auditAnnotations = [{ key: 'bad', valueExpression: 'string(object.nothing)' }];
  const binding = { validationActions: ['Warn'] };
  const found = await refusal({ spec: { auditAnnotations }, binding }, { good: 'x' });
  expect([found.status, found.says]).toEqual([
    422,
    "expression 'string(object.nothing)' resulted in error: no such key: nothing",
  ]);
  const ignored = { spec: { auditAnnotations, failurePolicy: 'Ignore' }, binding };
  expect((await refusal(ignored, { good: 'x' })).status).toBe(201);
});

/** Lets everybody do all but read config maps. */
const noConfigMaps: Authorizer = {
  authorize: (_, { verb, resource, name }) => ({
    allowed: !(resource === 'configmaps' && (verb === 'list' || name === 'secret' || name === '*')),
  }),
  rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: true }),
};

test.each([
  [
    'policies',
    { paramKind },
    'spec.paramKind: Forbidden: user &{tester  [] map[]} must have "get" permission',
  ],
  ['bindings', { name: 'secret' }, 'does not have "get" permission on the object referenced by paramRef'],
  ['bindings', { selector: {} }, 'does not have "list" permission on the object referenced by paramRef'],
  ['bindings', { name: 'other' }, undefined],
])('who may not read params may not make %s of them: %j', async (what, given, says) => {
  const api = await openApi(1, undefined, undefined, { authorizer: noConfigMaps });
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [validation], paramKind };
  const path = `${group}/validatingadmissionpolicies`;
  const made = { metadata: { name: 'p' }, spec };
  const root = await api.server.handle({
    method: 'POST',
    path,
    query: {},
    headers: { 'user-agent': 'root' },
    body: made,
    user: { name: 'root', groups: ['system:masters'] },
  });
  expect(root.status).toBe(201);
  const paramRef = { parameterNotFoundAction: 'Deny', ...given };
  const bound = { policyName: 'p', validationActions: ['Deny'], paramRef };
  const { status, body } =
    what === 'policies'
      ? await api.call('POST', path, { metadata: { name: 'q' }, spec })
      : await api.call('POST', `${group}/validatingadmissionpolicybindings`, {
          metadata: { name: 'b' },
          spec: bound,
        });
  expect(status).toBe(says === undefined ? 201 : 422);
  if (says !== undefined) expect(body.message).toContain(says);
});
