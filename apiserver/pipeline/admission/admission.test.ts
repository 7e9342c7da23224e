import { beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../../apimachinery/index.ts';
import { certificateRequest } from '../../../component-helpers/testing/certificate-request.ts';
import { openApi, type TestApi } from '../../testing/open-api.ts';
import { type Attributes, type MutatingPlugin, notAdmitted, type ValidatingPlugin } from './index.ts';

const namespaces = '/api/v1/namespaces';
const pods = `${namespaces}/default/pods`;
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const everything = [
  { operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const, apiGroups: ['*'], resources: ['*/*'] },
];

const containers = [{ name: 'web', image: 'nginx' }];
const pod = (name: string) => ({ metadata: { name }, spec: { containers } });
const labels = { app: 'web' };
const deployment = {
  metadata: { name: 'web' },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  },
};

let seen: string[];
let told: Omit<Attributes, 'warn' | 'annotate' | 'cause' | 'reinvoke' | 'isReinvoked'>[];
let refused: string | undefined;

/** `mutate CREATE pods/binding Binding a of tester (old: none)`; `dry` where it is. */
function line(step: string, attributes: Attributes): string {
  const { operation, resource, subresource, kind, name, dryRun, oldObject, userInfo } = attributes;
  const target = subresource === '' ? resource.resource : `${resource.resource}/${subresource}`;
  const old = oldObject === undefined ? '' : ` old ${oldObject.kind} ${oldObject.metadata?.name}`;
  return `${step} ${operation} ${target} ${kind.kind} ${name} by ${userInfo.name}${old}${dryRun ? ' dry' : ''}`;
}

/** Both take a turn, as a webhook would. */
const mutating: MutatingPlugin = {
  name: 'Mutating',
  matches: everything,
  async admit(attributes) {
    await Promise.resolve();
    seen.push(line('mutate', attributes));
    told.push({ ...copyOf(attributes) });
    return undefined;
  },
};

const validating: ValidatingPlugin = {
  name: 'Validating',
  matches: everything,
  async validate(attributes) {
    await Promise.resolve();
    const says = line('validate', attributes);
    seen.push(says);
    told.push({ ...copyOf(attributes) });
    if (refused !== undefined && says.includes(refused)) throw notAdmitted(attributes, 'not today');
  },
};

function copyOf({
  operation,
  kind,
  resource,
  subresource,
  name,
  namespace,
  object,
  oldObject,
  options,
  dryRun,
  userInfo,
}: Attributes) {
  return {
    operation,
    kind,
    resource,
    subresource,
    name,
    namespace,
    object,
    oldObject,
    options,
    dryRun,
    userInfo,
  };
}

async function open(): Promise<TestApi> {
  const admission = { mutating: [mutating], validating: [validating] };
  const api = await openApi(1, undefined, undefined, { admission });
  seen.length = 0;
  told.length = 0;
  return api;
}

/** Whatever a request made plugins see, of both kinds. */
async function plugins(api: TestApi, ...call: Parameters<TestApi['call']>) {
  seen.length = 0;
  told.length = 0;
  const answer = await api.call(...call);
  return { answer, seen: [...seen] };
}

beforeEach(() => {
  seen = [];
  told = [];
  refused = undefined;
});

test('plugins that take their time see every sort of write, by whom, and what was there', async () => {
  const api = await open();
  const expectSeen = async (wanted: string, ...call: Parameters<TestApi['call']>) => {
    const { answer, seen: lines } = await plugins(api, ...call);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    expect(lines).toEqual([`mutate ${wanted}`, `validate ${wanted}`]);
  };
  await expectSeen('CREATE pods Pod a by tester', 'POST', pods, pod('a'));
  await expectSeen('CREATE pods Pod b by tester dry', 'POST', `${pods}?dryRun=All`, pod('b'));
  const patch = { 'content-type': 'application/merge-patch+json' };
  const updated = 'UPDATE pods Pod a by tester old Pod a';
  await expectSeen(updated, 'PATCH', `${pods}/a`, { metadata: { labels } }, patch);
  await expectSeen(updated, 'PATCH', `${pods}/a`, {}, patch);
  await expectSeen('UPDATE pods/status Pod a by tester old Pod a', 'PUT', `${pods}/a/status`, {
    metadata: { name: 'a' },
    status: { phase: 'Running' },
  });
  await expectSeen(
    'UPDATE pods/ephemeralcontainers Pod a by tester old Pod a',
    'PATCH',
    `${pods}/a/ephemeralcontainers`,
    { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } },
    { 'content-type': 'application/strategic-merge-patch+json' },
  );
  await expectSeen('UPDATE pods/resize Pod a by tester old Pod a', 'PATCH', `${pods}/a/resize`, {}, patch);
  await expectSeen('CREATE pods/binding Binding a by tester', 'POST', `${pods}/a/binding`, {
    metadata: { name: 'a' },
    target: { kind: 'Node', name: 'node-1' },
  });
  await expectSeen('CREATE pods/eviction Eviction a by tester dry', 'POST', `${pods}/a/eviction?dryRun=All`, {
    metadata: { name: 'a' },
  });
  await expectSeen('DELETE pods Pod a by tester old Pod a dry', 'DELETE', `${pods}/a?dryRun=All`);
  await expectSeen('DELETE pods Pod  by tester old Pod a', 'DELETE', pods);

  await expectSeen('CREATE deployments Deployment web by tester', 'POST', deployments, deployment);
  await expectSeen(
    'UPDATE deployments/scale Scale web by tester old Scale web',
    'PUT',
    `${deployments}/web/scale`,
    {
      metadata: { name: 'web' },
      spec: { replicas: 3 },
    },
  );
  await expectSeen(
    'DELETE deployments Deployment web by tester old Deployment web',
    'DELETE',
    `${deployments}/web`,
  );
});

test('those of the rarer subresources too', async () => {
  const api = await open();
  await api.call('POST', namespaces, { metadata: { name: 'team' } });
  await api.call('DELETE', `${namespaces}/team`);
  const body = { metadata: { name: 'team' }, spec: {} };
  const finalize = await plugins(api, 'PUT', `${namespaces}/team/finalize`, body);
  expect(finalize.answer.status).toBe(200);
  expect(finalize.seen).toEqual([
    'mutate UPDATE namespaces/finalize Namespace team by tester old Namespace team',
    'validate UPDATE namespaces/finalize Namespace team by tester old Namespace team',
  ]);
  expect(told[0]?.namespace).toBe('team');

  await api.call('POST', pods, pod('a'));
  const exec = await plugins(api, 'GET', `${pods}/a/exec?command=ls`);
  expect(exec.answer.body.message).toBe('pod a does not have a host assigned');
  expect(exec.seen).toEqual([
    'mutate CONNECT pods/exec PodExecOptions a by tester',
    'validate CONNECT pods/exec PodExecOptions a by tester',
  ]);
  expect(told[0]).toMatchObject({ object: { kind: 'PodExecOptions', command: 'ls' }, options: undefined });

  const token = await plugins(api, 'POST', `${namespaces}/default/serviceaccounts/default/token`, {
    spec: {},
  });
  expect(token.answer.status).toBe(405);
  expect(token.seen[1]).toBe('validate CREATE serviceaccounts/token TokenRequest default by tester');

  const reviews = '/apis/authorization.k8s.io/v1/namespaces/nowhere/localsubjectaccessreviews';
  const spec = { user: 'jane', resourceAttributes: { namespace: 'nowhere', verb: 'get', resource: 'pods' } };
  const review = await plugins(api, 'POST', reviews, { spec });
  expect(review.answer.status).toBe(201);
  expect(review.seen).toHaveLength(2);
});

test('a certificate signing request is approved through admission, and its spec does not change', async () => {
  const api = await open();
  const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  const spec = {
    request: certificateRequest({ commonName: 'a' }),
    signerName: 'example.com/a',
    usages: ['client auth'],
  };
  const made = await api.call('POST', requests, { metadata: { name: 'a' }, spec });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const conditions = [{ type: 'Approved', status: 'True', reason: 'A', message: 'b' }];
  const { answer, seen: lines } = await plugins(api, 'PUT', `${requests}/a/approval`, {
    metadata: { name: 'a', labels },
    spec: { ...spec, signerName: 'example.com/b' },
    status: { certificate: 'YQ==', conditions },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expect(lines[1]).toContain('UPDATE certificatesigningrequests/approval CertificateSigningRequest a');
  expect(answer.body.spec.signerName).toBe('example.com/a');
  expect(answer.body.metadata.labels).toEqual({ app: 'web' });
  expect(answer.body.status).toMatchObject({
    conditions: [{ ...conditions[0], lastUpdateTime: expect.any(String) }],
  });
  expect(answer.body.status.certificate).toBeUndefined();
});

test('what a plugin may know is what Kubernetes tells', async () => {
  const api = await open();
  await plugins(api, 'POST', `${pods}?fieldManager=me&dryRun=All`, {
    metadata: { generateName: 'web-' },
    spec: { containers },
  });
  const [asked, stored] = told;
  expect(asked).toMatchObject({
    operation: 'CREATE',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: '',
    namespace: 'default',
    dryRun: true,
    userInfo: { name: 'tester' },
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', dryRun: ['All'], fieldManager: 'me' },
  });
  // Who changes sees what was asked for, who validates what will be there.
  expect(asked?.object?.metadata?.uid).toBeUndefined();
  expect(stored?.object?.metadata).toMatchObject({
    name: expect.stringMatching(/^web-/),
    uid: expect.any(String),
  });
  expect(asked?.object).toMatchObject({ status: {} });
  expect(asked?.object).not.toMatchObject({ status: { phase: 'Pending' } });
  expect(stored?.object).toMatchObject({ status: { phase: 'Pending' } });
  await plugins(api, 'DELETE', `${pods}/none`);
  expect(told).toEqual([]);
});

test.each([
  ['CREATE pods ', 'POST', pods, pod('b')],
  ['UPDATE pods/status', 'PUT', `${pods}/a/status`, { metadata: { name: 'a' }, status: { phase: 'Failed' } }],
  ['CREATE pods/binding', 'POST', `${pods}/a/binding`, { metadata: { name: 'a' }, target: { name: 'n' } }],
  ['CREATE pods/eviction', 'POST', `${pods}/a/eviction`, { metadata: { name: 'a' } }],
  ['DELETE pods', 'DELETE', `${pods}/a`, undefined],
  ['DELETE pods', 'DELETE', pods, undefined],
])('what a validating plugin refuses is not done: %s', async (which, method, path, body) => {
  const api = await open();
  await api.call('POST', pods, pod('a'));
  const before = (await api.call('GET', `${pods}`)).body.items;
  refused = `validate ${which}`;
  const { status, body: says } = await api.call(method, path, body);
  expect({ status, reason: says.reason }).toEqual({ status: 403, reason: 'Forbidden' });
  expect(says.message).toMatch(/^pods "?\w+"? ?is forbidden: not today$/);
  expect((await api.call('GET', `${pods}`)).body.items).toEqual(before);
});

test('what a mutating plugin makes is what is stored, with types checked and defaults filled in', async () => {
  const change = (object: KubeObject): KubeObject => {
    const { annotations: { say = '' } = {} } = object.metadata ?? {};
    if (say === 'port')
      return {
        ...object,
        spec: { containers: [{ ...containers[0], ports: [{ containerPort: 80 }] }] },
      } as KubeObject;
    return { ...object, spec: { containers: { web: say } } } as KubeObject;
  };
  const plugin: MutatingPlugin = {
    name: 'Changing',
    matches: [{ operations: ['CREATE'], resources: ['pods'] }],
    admit: async ({ object }) => object && change(object),
  };
  const api = await openApi(1, undefined, undefined, { admission: { mutating: [plugin] } });
  const create = (say: string) =>
    api.call('POST', pods, { metadata: { name: 'a', annotations: { say } }, spec: { containers } });
  const wrong = await create('nonsense');
  expect(wrong.status).toBe(400);
  expect(wrong.body.message).toContain('PodSpec.spec.containers of type []v1.Container');
  const right = await create('port');
  expect(right.status).toBe(201);
  expect(right.body.spec.containers[0]).toMatchObject({
    ports: [{ containerPort: 80, protocol: 'TCP' }],
    imagePullPolicy: 'Always',
  });
});

test('an update that loses a race is admitted again, with what is there then', async () => {
  const olds: (string | undefined)[] = [];
  const rival = { go: async () => {} };
  const plugin: MutatingPlugin = {
    name: 'Slow',
    matches: [{ operations: ['UPDATE'], resources: ['configmaps'] }],
    async admit({ oldObject, userInfo }) {
      if (userInfo.name === 'rival') return undefined;
      olds.push((oldObject as { data?: { a?: string } }).data?.a);
      await rival.go();
      return undefined;
    },
  };
  const api = await openApi(1, undefined, undefined, { admission: { mutating: [plugin] } });
  const path = `${namespaces}/default/configmaps`;
  await api.call('POST', path, { metadata: { name: 'a' }, data: { a: '1' } });
  const put = { method: 'PUT', path: `${path}/a`, query: {}, headers: {} } as const;
  rival.go = async () => {
    rival.go = async () => {};
    const body = { metadata: { name: 'a' }, data: { a: '2' } };
    await api.server.handle({ ...put, body, user: { name: 'rival', groups: [] } });
  };
  const patch = { 'content-type': 'application/merge-patch+json' };
  const { body } = await api.call('PATCH', `${path}/a`, { data: { b: '3' } }, patch);
  expect(body.data).toEqual({ a: '2', b: '3' });
  expect(olds).toEqual(['1', '2']);
});

test('nothing is bound or evicted in a namespace that goes away', async () => {
  const api = await openApi();
  await api.call('POST', namespaces, { metadata: { name: 'team' } });
  const path = `${namespaces}/team/pods`;
  await api.call('POST', path, pod('a'));
  await api.call('DELETE', `${namespaces}/team`);
  for (const subresource of ['binding', 'eviction']) {
    const { status, body } = await api.call('POST', `${path}/a/${subresource}`, {
      metadata: { name: 'a' },
      target: { name: 'n' },
    });
    expect(status).toBe(403);
    expect(body.message).toBe(
      'pods "a" is forbidden: unable to create new content in namespace team because it is being terminated',
    );
  }
});

test('who is refused without a name is called by what the name would be made of', async () => {
  const api = await openApi();
  const spec = { containers, priorityClassName: 'none' };
  const { body } = await api.call('POST', pods, { metadata: { generateName: 'web-' }, spec });
  expect(body.message).toBe('pods "web-" is forbidden: no PriorityClass with name none was found');
});
