/** What a webhook answers: fields of the response, or the whole review, or a text that is no JSON, or a code of HTTP. */
export interface Said {
  readonly response?: object;
  readonly review?: object;
  readonly text?: string;
  readonly code?: number;
}

/** One webhook of a configuration, and what it says. */
export interface Hook {
  readonly name: string;
  readonly sort: 'Mutating' | 'Validating';
  readonly says: Said;
  /** Fields of the webhook besides its name, address and the like. */
  readonly fields?: object;
  readonly configuration?: string;
}

export interface Case {
  readonly name: string;
  readonly hooks: readonly Hook[];
  /** Asked before the webhooks are there. */
  readonly before?: readonly Ask[];
  readonly ask: Ask;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly type?: string;
}

const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (data: object = { a: '1' }, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'judged', ...metadata },
  data,
});
const create: Ask = { method: 'POST', path: configMaps, body: configMap() };
const update: Ask = { method: 'PUT', path: `${configMaps}/judged`, body: configMap({ a: '2' }) };
const remove: Ask = { method: 'DELETE', path: `${configMaps}/judged` };

const deployments = '/apis/apps/v1/namespaces/default/deployments';
const labels = { app: 'judged' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'judged' },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } },
  },
};
const pods = '/api/v1/namespaces/default/pods';
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'judged' },
  spec: { containers: [{ name: 'a', image: 'a' }] },
};

const patch = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
});
const adds = (key: string, value: unknown) => patch({ op: 'add', path: `/data/${key}`, value });

const validating = (says: Said, fields: object = {}, name = 'one.example.com'): Hook => ({
  name,
  sort: 'Validating',
  says,
  fields,
});
const mutating = (says: Said, fields: object = {}, name = 'one.example.com'): Hook => ({
  name,
  sort: 'Mutating',
  says,
  fields,
});
const allowed = { response: { allowed: true } };
const rules = (...all: object[]) => ({ rules: all });
const everything = {
  apiGroups: ['', 'apps', 'admissionregistration.k8s.io'],
  apiVersions: ['*'],
  operations: ['*'],
  resources: ['*'],
};
const of = (name: string, ask: Ask, ...hooks: Hook[]): Case => ({ name, hooks, ask });
const after = (before: Ask, { name, hooks, ask }: Case): Case => ({ name, hooks, ask, before: [before] });

/** What happens to requests with webhooks, in order: each begins where there is none. */
export const webhookCases: readonly Case[] = [
  of('allowed', create, validating(allowed), mutating(allowed)),
  of('refused without a word', create, validating({ response: { allowed: false } })),
  of(
    'refused with a message',
    create,
    validating({ response: { allowed: false, status: { message: 'no' } } }),
  ),
  of(
    'refused with a code and a reason',
    create,
    mutating({ response: { allowed: false, status: { code: 403, reason: 'Forbidden' } } }),
  ),
  of(
    'refused with a whole status',
    create,
    validating({
      response: {
        allowed: false,
        status: {
          status: 'Success',
          code: 200,
          message: 'bad data',
          reason: 'Invalid',
          details: {
            name: 'x',
            causes: [{ field: 'data.a', message: 'too short', reason: 'FieldValueInvalid' }],
          },
        },
      },
    }),
  ),
  of(
    'refused with a code that is none',
    create,
    validating({ response: { allowed: false, status: { code: 7 } } }),
  ),
  of('patched', create, mutating({ response: adds('b', '2') })),
  of('patched with what is no text', create, mutating({ response: adds('b', 2) })),
  of(
    'patched with a field that is not known',
    create,
    mutating({ response: patch({ op: 'add', path: '/other', value: 1 }) }),
  ),
  of('patched where nothing is', create, mutating({ response: patch({ op: 'remove', path: '/data/z' }) })),
  of('patched with an empty patch', create, mutating({ response: patch() })),
  of('patched into what is not valid', create, mutating({ response: adds('b%2Fc', '2') })),
  of(
    'patched with a test that fails',
    create,
    mutating({ response: patch({ op: 'test', path: '/data/a', value: '9' }) }),
  ),
  of(
    'a patch without its type',
    create,
    mutating({ response: { allowed: true, patch: adds('b', '2').patch } }),
  ),
  of('a type without a patch', create, mutating({ response: { allowed: true, patchType: 'JSONPatch' } })),
  of(
    'a patch of another type',
    create,
    mutating({ response: { ...adds('b', '2'), patchType: 'MergePatch' } }),
  ),
  of('a patch of no type', create, mutating({ response: { ...adds('b', '2'), patchType: '' } })),
  of(
    'a patch that is no JSON',
    create,
    mutating({ response: { ...patch(), patch: Buffer.from('[').toString('base64') } }),
  ),
  of(
    'a patch that is no list',
    create,
    mutating({ response: { ...patch(), patch: Buffer.from('{}').toString('base64') } }),
  ),
  of('a patch that is no base64', create, mutating({ response: { ...patch(), patch: '&' } })),
  of('a patch of who only validates', create, validating({ response: adds('b', '2') })),
  of(
    'a type of who only validates',
    create,
    validating({ response: { allowed: true, patchType: 'JSONPatch' } }),
  ),
  after(create, of('a patch of what is deleted', remove, mutating({ response: adds('b', '2') }))),
  of('no response', create, validating({ review: {} })),
  of('a response of null', create, mutating({ review: { response: null } })),
  of('another uid', create, validating({ response: { allowed: true, uid: 'other' } })),
  of('no kind', create, validating({ response: { allowed: true }, review: { kind: undefined } })),
  of('no version', create, validating({ response: { allowed: true }, review: { apiVersion: undefined } })),
  of('another kind', create, validating({ response: { allowed: true }, review: { kind: 'Other' } })),
  of(
    'another version',
    create,
    validating({ response: { allowed: true }, review: { apiVersion: 'admission.k8s.io/v1beta1' } }),
  ),
  of('what says allowed in words', create, validating({ response: { allowed: 'yes' } })),
  of('warnings of numbers', create, validating({ response: { allowed: true, warnings: [1] } })),
  of('no JSON', create, validating({ text: 'hello' })),
  of('a list', create, validating({ text: '[]' })),
  of('nothing', create, mutating({ text: '' })),
  of('a code of 404', create, validating({ code: 404, text: 'gone' })),
  of('a code of 500', create, mutating({ code: 500, text: 'broken' })),
  of(
    'a failure that is ignored',
    create,
    mutating({ code: 500, text: 'broken' }, { failurePolicy: 'Ignore' }),
  ),
  of(
    'a refusal is not ignored',
    create,
    mutating({ response: { allowed: false } }, { failurePolicy: 'Ignore' }),
  ),
  of(
    'a wrong patch is not ignored',
    create,
    mutating({ response: patch({ op: 'remove', path: '/data/z' }) }, { failurePolicy: 'Ignore' }),
  ),
  of('the first version', create, mutating(allowed, { admissionReviewVersions: ['v1beta1'] })),
  of(
    'a patch in the first version',
    create,
    mutating(
      {
        response: { allowed: true, patch: adds('b', '2').patch },
        review: { apiVersion: 'admission.k8s.io/v1beta1' },
      },
      { admissionReviewVersions: ['v1beta1', 'v1'] },
    ),
  ),
  of('a dry run', { ...create, path: `${configMaps}?dryRun=All` }, validating(allowed)),
  of(
    'a dry run with side effects',
    { ...create, path: `${configMaps}?dryRun=All` },
    validating(allowed, { sideEffects: 'NoneOnDryRun' }),
  ),
  after(create, of('an update', update, mutating(allowed), validating(allowed))),
  after(
    create,
    of(
      'a patch',
      {
        method: 'PATCH',
        path: `${configMaps}/judged?fieldManager=me`,
        body: { data: { b: '2' } },
        type: 'application/merge-patch+json',
      },
      validating(allowed),
    ),
  ),
  after(
    create,
    of(
      'an apply',
      {
        method: 'PATCH',
        path: `${configMaps}/judged?fieldManager=me&force=true`,
        body: configMap({ a: '3' }),
        type: 'application/apply-patch+yaml',
      },
      mutating({ response: adds('b', '2') }),
    ),
  ),
  after(create, of('a deletion', remove, mutating(allowed), validating(allowed))),
  after(create, of('a deletion that is refused', remove, validating({ response: { allowed: false } }))),
  after(
    create,
    of(
      'a deletion of all',
      { method: 'DELETE', path: configMaps },
      validating({ response: { allowed: false } }),
    ),
  ),
  of(
    'rules for another resource',
    create,
    validating({ response: { allowed: false } }, rules({ ...everything, resources: ['secrets'] })),
  ),
  of(
    'rules for another operation',
    create,
    validating({ response: { allowed: false } }, rules({ ...everything, operations: ['UPDATE'] })),
  ),
  of(
    'rules for the cluster',
    create,
    validating({ response: { allowed: false } }, rules({ ...everything, scope: 'Cluster' })),
  ),
  of(
    'rules in another version',
    { method: 'POST', path: deployments, body: deployment },
    validating(allowed, rules({ ...everything, apiGroups: ['apps'], apiVersions: ['v1beta1'] })),
  ),
  of(
    'a label that is not there',
    create,
    validating({ response: { allowed: false } }, { objectSelector: { matchLabels: { judged: 'yes' } } }),
  ),
  of(
    'a label that the first one sets',
    create,
    mutating({ response: patch({ op: 'add', path: '/metadata/labels', value: { judged: 'yes' } }) }),
    mutating(
      { response: adds('second', 'yes') },
      { objectSelector: { matchLabels: { judged: 'yes' } } },
      'two.example.com',
    ),
  ),
  of(
    'a namespace of another label',
    create,
    validating({ response: { allowed: false } }, { namespaceSelector: { matchLabels: { judged: 'yes' } } }),
  ),
  of(
    'the label that every namespace has',
    create,
    validating(
      { response: { allowed: false } },
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } },
    ),
  ),
  of(
    'a condition that holds',
    create,
    validating(
      { response: { allowed: false } },
      { matchConditions: [{ name: 'a', expression: "object.data.a == '1'" }] },
    ),
  ),
  of(
    'a condition that does not hold',
    create,
    validating(
      { response: { allowed: false } },
      { matchConditions: [{ name: 'a', expression: "object.data.a == '2'" }] },
    ),
  ),
  of(
    'a condition that fails',
    create,
    validating(allowed, { matchConditions: [{ name: 'a', expression: "object.data.b == '2'" }] }),
  ),
  of(
    'a condition that fails and is ignored',
    create,
    validating(
      { response: { allowed: false } },
      { failurePolicy: 'Ignore', matchConditions: [{ name: 'a', expression: "object.data.b == '2'" }] },
    ),
  ),
  of(
    'asked again when another one changes it',
    create,
    mutating({ response: adds('b', '2') }, { reinvocationPolicy: 'IfNeeded' }),
    mutating({ response: adds('c', '3') }, {}, 'two.example.com'),
  ),
  of(
    'not asked again when nothing changes',
    create,
    mutating({ response: adds('b', '2') }, { reinvocationPolicy: 'IfNeeded' }),
    mutating(allowed, {}, 'two.example.com'),
  ),
  of(
    'configurations in the order of their names',
    create,
    { ...mutating({ response: adds('by', 'z') }), configuration: 'z' },
    { ...mutating({ response: adds('by', 'y') }, {}, 'two.example.com'), configuration: 'y' },
  ),
  of('a deployment', { method: 'POST', path: deployments, body: deployment }, validating(allowed)),
  of(
    'a deployment whose template is patched',
    { method: 'POST', path: deployments, body: deployment },
    mutating({
      response: patch({
        op: 'add',
        path: '/spec/template/spec/containers/-',
        value: { name: 'side', image: 'side' },
      }),
    }),
  ),
  of('a pod', { method: 'POST', path: pods, body: pod }, mutating(allowed)),
  after(
    { method: 'POST', path: deployments, body: deployment },
    of(
      'a scale',
      {
        method: 'PATCH',
        path: `${deployments}/judged/scale`,
        body: { spec: { replicas: 3 } },
        type: 'application/merge-patch+json',
      },
      validating(allowed, rules({ ...everything, resources: ['*/scale'] })),
    ),
  ),
  after(
    { method: 'POST', path: deployments, body: deployment },
    of(
      'a scale that is refused',
      {
        method: 'PATCH',
        path: `${deployments}/judged/scale`,
        body: { spec: { replicas: 3 } },
        type: 'application/merge-patch+json',
      },
      validating({ response: { allowed: false } }, rules({ ...everything, resources: ['deployments/*'] })),
    ),
  ),
  after(
    { method: 'POST', path: deployments, body: deployment },
    of(
      'a scale that is changed',
      {
        method: 'PATCH',
        path: `${deployments}/judged/scale`,
        body: { spec: { replicas: 3 } },
        type: 'application/merge-patch+json',
      },
      mutating(
        { response: patch({ op: 'replace', path: '/spec/replicas', value: 5 }) },
        rules({ ...everything, resources: ['*/scale'] }),
      ),
    ),
  ),
  of(
    'a namespace',
    {
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'judged' } },
    },
    validating({ response: { allowed: false, warnings: ['a namespace'] } }),
  ),
  of(
    'a configuration of webhooks',
    {
      method: 'POST',
      path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      body: {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingWebhookConfiguration',
        metadata: { name: 'free' },
      },
    },
    validating({ response: { allowed: false } }),
  ),
];
