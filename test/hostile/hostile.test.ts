import fc from 'fast-check';
import { test } from 'vitest';
import { type ServedResource, servedResources } from '../../api/index.ts';
import { type ApiResponse, jsonText, type Status } from '../../apimachinery/index.ts';
import { openApi, type TestApi } from '../../apiserver/testing/open-api.ts';
import { bases } from './bases.ts';
import { drawFrom } from './draw.ts';
import { type HostileRequest, hostileRequest, requestTo, writes } from './requests.ts';

/** Enough for a few seconds; HOMEOSTAT_HOSTILE_REQUESTS asks for more. */
const requestCount = Number(process.env.HOMEOSTAT_HOSTILE_REQUESTS ?? 3_000);
/** So many go to one server, whose objects they share. */
const requestsPerServer = 500;

test('no request is answered with an error of the server itself', { timeout: 0 }, async () => {
  for (let done = 0; done < requestCount; done += requestsPerServer) {
    const api = await filledApi(done);
    const check = checker(api);
    const property = fc.asyncProperty(fc.nat(), (seed) => check(hostileRequest(drawFrom(seed))));
    await fc.assert(property, { seed: done + 1, numRuns: requestsPerServer, endOnFailure: true });
  }
});

/** So often every verb of every kind and subresource is asked for. */
const rounds = Number(process.env.HOMEOSTAT_HOSTILE_ROUNDS ?? 3);

test('nor is any write to any kind or subresource', { timeout: 0 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const api = await filledApi(round);
    const check = checker(api);
    for (const [at, target] of writes.entries()) {
      // What others have deleted.
      await fill(api, target.resource);
      await check(requestTo(target, drawFrom(round * writes.length + at)));
    }
  }
});

/** Sends requests, and throws where one is answered as none should be. */
function checker(api: TestApi): (request: HostileRequest) => Promise<void> {
  const internal: unknown[] = [];
  api.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'internal-error') internal.push(fields.error);
  });
  return async (request) => {
    const response = await answer(api, request);
    const problem = internal.pop() ?? problemOf(response);
    if (problem !== undefined) throw new Error(`${problem}\n${shown(request)}`);
  };
}

/** A server with an object of each kind that there is a base for, to be read, changed and deleted. */
async function filledApi(seed: number): Promise<TestApi> {
  const api = await openApi(seed, undefined, undefined, { serviceAccounts: true });
  await api.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  for (const resource of servedResources) await fill(api, resource);
  return api;
}

async function fill(api: TestApi, { group, version, namespaced, resource }: ServedResource): Promise<void> {
  const base = bases[resource];
  if (base === undefined) return;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const path = `${root}${namespaced ? '/namespaces/default' : ''}/${resource}`;
  await api.call('POST', path, { metadata: { name: 'a' }, ...structuredClone(base) });
}

const user = { name: 'tester', groups: [] };

function answer(api: TestApi, request: HostileRequest): Promise<ApiResponse> {
  return api.simulation.complete(async () => {
    const response = await api.server.handle({ ...request, user });
    if (response.body.type === 'watch') response.body.subscribe({ events() {}, end() {} }).stop();
    return response;
  });
}

/** What is wrong with an answer, whatever was asked. */
function problemOf({ status, body }: ApiResponse): string | undefined {
  if (body.type !== 'object') return undefined;
  const object = JSON.parse(jsonText(body)) as Status;
  if (status < 400) return undefined;
  if (object.kind !== 'Status' || object.code !== status) return `${status} is no Status: ${jsonText(body)}`;
  if (object.reason === 'InternalError') return object.message;
  return undefined;
}

function shown({ body, ...request }: HostileRequest): string {
  return JSON.stringify({
    ...request,
    ...(body === undefined ? {} : { body: Buffer.from(body).toString() }),
  });
}
