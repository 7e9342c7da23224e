import { expect, test } from 'vitest';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import { jsonRequest } from '../testing/http-request.ts';
import { ConverterRegistry, conversionHandler, hubSpokeConverter } from './conversion.ts';

interface Job extends KubeObject {
  readonly spec?: { readonly name?: string; readonly runAt?: string; readonly schedule?: object };
}

const jobs: ResourceType<Job> = {
  group: 'jobs.example.org',
  version: 'v2',
  resource: 'externaljobs',
  kind: 'ExternalJob',
  namespaced: true,
};
const moved = (from: 'runAt' | 'schedule', to: 'runAt' | 'schedule') => ({
  toHub: ({ spec, ...rest }: Job): Job => ({ ...rest, spec: { [to]: spec?.[from] } }),
  fromHub: ({ spec, ...rest }: Job): Job => ({ ...rest, spec: { [from]: spec?.[to] } }),
});
const converter = hubSpokeConverter(jobs, { v1: moved('runAt', 'runAt'), v3: moved('schedule', 'runAt') });
const apiVersion = (version: string) => `jobs.example.org/${version}`;
const job = (version: string, spec: Job['spec']): Job => ({
  apiVersion: apiVersion(version),
  kind: 'ExternalJob',
  metadata: { name: 'job', namespace: 'default' },
  ...(spec && { spec }),
});

test.each([
  ['v1', 'v2', { runAt: 'now' }],
  ['v2', 'v1', { runAt: 'now' }],
  ['v1', 'v3', { schedule: 'now' }],
])('should convert %s to %s, by way of the hub', async (from, to, spec) => {
  expect(await converter.convert(job(from, { runAt: 'now' }), apiVersion(to))).toEqual(
    job(to, spec as Job['spec']),
  );
});

test.each([
  ['v1', apiVersion('v1'), 'conversion is not allowed between same type jobs.example.org/v1'],
  ['v1', apiVersion('v9'), 'failed to convert jobs.example.org/v1 to jobs.example.org/v9: not convertible'],
  ['v9', apiVersion('v1'), 'failed to convert jobs.example.org/v9 to jobs.example.org/v1: not convertible'],
  ['toString', apiVersion('v1'), 'not convertible'],
  ['v1', 'apps/v1', 'src jobs.example.org/v1 and dst apps/v1 does not belong to same API Group'],
])('should not convert %s to %s', async (from, to, message) => {
  await expect(async () => converter.convert(job(from, {}), to)).rejects.toThrow(message);
});

test('the hub is no spoke, and a kind has one converter', () => {
  expect(() => hubSpokeConverter(jobs, { v2: moved('runAt', 'runAt') })).toThrow('v2 is the hub');
  const registry = new ConverterRegistry();
  registry.register(jobs, converter);
  expect(() => registry.register({ ...jobs, version: 'v1' }, converter)).toThrow(
    'converter already registered for ExternalJob.jobs.example.org',
  );
});

async function review(body: unknown) {
  const registry = new ConverterRegistry();
  registry.register(jobs, converter);
  const answer = await conversionHandler(registry)(jsonRequest('/convert', body));
  return answer.status === 200 ? JSON.parse(answer.body) : answer.status;
}

const type = { kind: 'ConversionReview', apiVersion: 'apiextensions.k8s.io/v1' };

test('should convert each of the objects, and answer as it was asked', async () => {
  const objects = [job('v1', { runAt: 'a' }), job('v2', { runAt: 'b' })];
  const asked = { ...type, request: { uid: 'u', desiredAPIVersion: apiVersion('v3'), objects } };
  expect(await review(asked)).toEqual({
    ...type,
    response: {
      uid: 'u',
      convertedObjects: ['a', 'b'].map((at) => ({ ...job('v3', undefined), spec: { schedule: at } })),
      result: { metadata: {}, status: 'Success' },
    },
  });
});

test('should return why objects cannot be converted, and refuse what is no review', async () => {
  const request = { uid: 'u', desiredAPIVersion: apiVersion('v3'), objects: [job('v3', {})] };
  const failed = { metadata: {}, status: 'Failure' };
  expect((await review({ ...type, request })).response).toMatchObject({
    uid: 'u',
    result: { ...failed, message: 'conversion is not allowed between same type jobs.example.org/v3' },
  });
  const foreign = { ...request, objects: [{ apiVersion: 'apps/v1', kind: 'Deployment' }] };
  expect((await review({ ...type, request: foreign })).response.result.message).toBe(
    'Deployment is not convertible to jobs.example.org/v3',
  );
  expect([await review('{'), await review(type), await review('')]).toEqual([400, 400, 400]);
});
