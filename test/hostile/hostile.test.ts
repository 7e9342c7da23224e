import fc from 'fast-check';
import { test } from 'vitest';
import { servedResources } from '../../api/index.ts';
import { type ApiResponse, jsonText, type Status } from '../../apimachinery/index.ts';
import { openApi, type TestApi } from '../../apiserver/testing/open-api.ts';
import { bases } from './bases.ts';
import { drawFrom } from './draw.ts';
import { type HostileRequest, hostileRequest } from './requests.ts';

/** Enough for a few seconds; HOMEOSTAT_HOSTILE_REQUESTS asks for more. */
const requestCount = Number(process.env.HOMEOSTAT_HOSTILE_REQUESTS ?? 3_000);
/** So many go to one server, whose objects they share. */
const requestsPerServer = 500;

test('no request is answered with an error of the server itself', { timeout: 0 }, async () => {
  for (let done = 0; done < requestCount; done += requestsPerServer) {
    const internal: unknown[] = [];
    const api = await filledApi(done);
    api.simulation.environment.trace.subscribe(({ kind, fields }) => {
      if (kind === 'internal-error') internal.push(fields.error);
    });
    const property = fc.asyncProperty(fc.nat(), async (seed) => {
      const request = hostileRequest(drawFrom(seed));
      const response = await answer(api, request);
      const problem = internal.pop() ?? problemOf(response);
      if (problem !== undefined) throw new Error(`${problem}\n${shown(request)}`);
    });
    await fc.assert(property, { seed: done + 1, numRuns: requestsPerServer, endOnFailure: true });
  }
});

/** A server with an object of each kind that there is a base for, to be read, changed and deleted. */
async function filledApi(seed: number): Promise<TestApi> {
  const api = await openApi(seed);
  for (const { group, version, namespaced, resource } of servedResources) {
    const base = bases[resource];
    if (base === undefined) continue;
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const path = `${root}${namespaced ? '/namespaces/default' : ''}/${resource}`;
    await api.call('POST', path, { metadata: { name: 'a' }, ...structuredClone(base) });
  }
  return api;
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
