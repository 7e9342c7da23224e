import { expect, test } from 'vitest';
import { exposition } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { RequestCounts } from './request-counts.ts';
import { FakeApi } from './testing/fake-api.ts';
import { pod, pods } from './testing/types.ts';
import { TransportError } from './transport-error.ts';

test('requests are counted by method and code, those without an answer too', async () => {
  const counts = new RequestCounts();
  const api = new FakeApi();
  const client = createClient(api, { userAgent: 'test', onResponse: counts.observe });
  await client.create(pods, pod('a'));
  await client.list(pods);
  await client.withUserAgent('other').list(pods);
  await client.create(pods, pod('a')).catch(() => {});
  api.intercept = () => new TransportError('cut off', { definite: true });
  await client.list(pods).catch(() => {});
  expect(exposition(counts.metrics('10.0.0.1:443')).split('\n').slice(2, -1).toSorted()).toEqual([
    'rest_client_requests_total{code="200",host="10.0.0.1:443",method="GET"} 2',
    'rest_client_requests_total{code="201",host="10.0.0.1:443",method="POST"} 1',
    'rest_client_requests_total{code="409",host="10.0.0.1:443",method="POST"} 1',
    'rest_client_requests_total{code="<error>",host="10.0.0.1:443",method="GET"} 1',
  ]);
});
