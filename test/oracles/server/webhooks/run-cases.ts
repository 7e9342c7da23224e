import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { realEnvironment } from '../../../../environment/real/index.ts';
import { openAuthority } from '../../../interop/certificates.ts';
import type { Server } from '../server.ts';
import { type Case, type Hook, type Said, webhookCases } from './cases.ts';

/** What became of a case: what each webhook was sent, and the answer to the request. What is never twice the same is masked. */
export interface Outcome {
  readonly name: string;
  readonly sent: readonly unknown[];
  readonly code: number;
  readonly body: unknown;
}

const group = '/apis/admissionregistration.k8s.io/v1';
const plurals = {
  Mutating: 'mutatingwebhookconfigurations',
  Validating: 'validatingwebhookconfigurations',
} as const;
const everything = {
  apiGroups: ['', 'apps', 'admissionregistration.k8s.io'],
  apiVersions: ['*'],
  operations: ['*'],
  resources: ['*'],
};

/** Asks a server all there is, with webhooks of this process. */
export async function runWebhookCases(server: Server): Promise<readonly Outcome[]> {
  const world = realEnvironment({
    onFailure(failure) {
      throw failure;
    },
  });
  const authority = openAuthority(world);
  const cert = authority.sign({ commonName: 'webhook', otherNames: [[2, 'localhost']] }, 'server auth');
  let hooks: readonly Hook[] = [];
  let sent: unknown[] = [];
  const webhooks = createServer({ key: authority.key, cert }, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.once('end', () => {
      const review = JSON.parse(Buffer.concat(pieces).toString());
      sent.push({ path: request.url, ...review });
      const hook = hooks[Number(/\d+/.exec(request.url ?? '')?.[0])];
      const { code = 200, text } = answerOf(hook?.says ?? {}, review);
      response.writeHead(code, { 'content-type': 'application/json' }).end(text);
    });
  });
  webhooks.listen(0, 'localhost');
  await once(webhooks, 'listening');
  const url = `https://localhost:${(webhooks.address() as AddressInfo).port}`;
  const outcomes: Outcome[] = [];
  try {
    for (const one of webhookCases) {
      for (const { method, path, body, type } of one.before ?? []) await server.ask(method, path, body, type);
      ({ hooks } = one);
      await configure(server, one, url, Buffer.from(authority.certificate).toString('base64'));
      sent = [];
      const { method, path, body, type } = one.ask;
      const answer = await server.ask(method, path, body, type);
      outcomes.push({ name: one.name, ...(masked({ sent, ...answer }, url) as Omit<Outcome, 'name'>) });
      await clear(server);
    }
  } finally {
    webhooks.closeAllConnections();
    webhooks.close();
    world.close();
  }
  return outcomes;
}

function answerOf(
  { response, review, text, code }: Said,
  asked: { apiVersion: string; request: { uid: string } },
) {
  const { apiVersion, request } = asked;
  const whole = {
    apiVersion,
    kind: 'AdmissionReview',
    ...(response && { response: { uid: request.uid, ...response } }),
    ...review,
  };
  return { ...(code !== undefined && { code }), text: text ?? JSON.stringify(whole) };
}

/** Kubernetes knows of new webhooks a moment later: a request that only they refuse tells when. */
async function configure(server: Server, { hooks }: Case, url: string, caBundle: string): Promise<void> {
  for (const sort of ['Mutating', 'Validating'] as const) {
    const own = hooks.map((hook, at) => ({ hook, at })).filter(({ hook }) => hook.sort === sort);
    for (const configuration of new Set(own.map(({ hook }) => hook.configuration ?? 'judged'))) {
      const webhooks = own
        .filter(({ hook }) => (hook.configuration ?? 'judged') === configuration)
        .map(({ hook, at }) => ({
          name: hook.name,
          clientConfig: { url: `${url}/hook-${at}`, caBundle },
          rules: [everything],
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 5,
          ...hook.fields,
        }));
      await create(server, sort, configuration, webhooks);
    }
    await create(server, sort, 'zz-probe', [probe(sort, url, caBundle)]);
  }
  for (const sort of ['Mutating', 'Validating'] as const) await refused(server, sort);
}

async function create(server: Server, sort: Hook['sort'], name: string, webhooks: readonly object[]) {
  const kind = `${sort}WebhookConfiguration`;
  const body = { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, webhooks };
  const answer = await server.ask('POST', `${group}/${plurals[sort]}`, body);
  if (answer.code !== 201) throw new Error(JSON.stringify(answer.body));
}

/** It is asked about nothing but its own object, and nobody is there. */
function probe(sort: Hook['sort'], url: string, caBundle: string): object {
  return {
    name: 'probe.example.com',
    clientConfig: { url: `${url}/hook-none`, caBundle },
    rules: [{ ...everything, apiGroups: ['scheduling.k8s.io'] }],
    matchConditions: [{ name: 'own', expression: `object.metadata.name == 'probe-${sort.toLowerCase()}'` }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  };
}

async function refused(server: Server, sort: Hook['sort']): Promise<void> {
  const name = `probe-${sort.toLowerCase()}`;
  const body = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: 1 };
  for (;;) {
    const answer = await server.ask('POST', '/apis/scheduling.k8s.io/v1/priorityclasses?dryRun=All', body);
    if (JSON.stringify(answer.body).includes('probe.example.com')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function clear(server: Server): Promise<void> {
  for (const plural of Object.values(plurals)) await server.ask('DELETE', `${group}/${plural}`);
  // A moment later, too, they are asked no more.
  const paths = [
    '/api/v1/namespaces/default/configmaps/judged',
    '/apis/apps/v1/namespaces/default/deployments/judged',
    '/api/v1/namespaces/default/pods/judged?gracePeriodSeconds=0',
  ];
  for (const path of paths) {
    for (;;) {
      const { code } = await server.ask('DELETE', path);
      if (code === 404) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const times = /"(\d{4}-\d\d-\d\dT[^"]*Z)"/g;
const uids = /"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/g;

function masked(value: unknown, url: string): unknown {
  const text = JSON.stringify(value)
    .replaceAll(url, 'https://webhook')
    .replace(times, '"TIME"')
    .replace(uids, '"UID"')
    .replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"REVISION"')
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-NAME')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID');
  return JSON.parse(text);
}
