import { expect, test } from 'vitest';
import { httpRequest } from '../testing/http-request.ts';
import { type HealthCheck, healthHandler, ping } from './health-checks.ts';

const bad: HealthCheck = () => {
  throw new Error('blech');
};

async function ask(checks: Readonly<Record<string, HealthCheck>>, target = '/healthz') {
  const { status, body } = await healthHandler(
    '/healthz',
    new Map(Object.entries(checks)),
  )(httpRequest(target));
  return [status, body];
}

test('should return healthy if all checks succeed, and unhealthy if one fails', async () => {
  expect(await ask({ ok1: ping, ok2: async () => {} })).toEqual([200, 'ok']);
  const [status, body] = await ask({ ok1: ping, bad1: bad });
  expect([status, body]).toEqual([500, '[-]bad1 failed: reason withheld\n[+]ok1 ok\nhealthz check failed\n']);
});

test('should ignore excluded checks when determining health, and be fine with one that does not exist', async () => {
  expect(await ask({ ok1: ping, bad1: bad }, '/healthz?exclude=bad1')).toEqual([200, 'ok']);
  expect(await ask({ ok1: ping, bad1: bad }, '/healthz?exclude=bad1&verbose')).toEqual([
    200,
    '[+]bad1 excluded: ok\n[+]ok1 ok\nhealthz check passed\n',
  ]);
  expect(await ask({ ok1: ping }, '/healthz?exclude=nonexistant')).toEqual([200, 'ok']);
  expect(await ask({ ok1: ping }, '/healthz?exclude=nonexistant&verbose')).toEqual([
    200,
    '[+]ok1 ok\nwarn: some health checks cannot be excluded: no matches for "nonexistant"\nhealthz check passed\n',
  ]);
});

test('a check that fails is not taken for one that is left out, whatever it says', async () => {
  const confusing = () => Promise.reject(new Error('excluded'));
  expect(await ask({ confusing })).toEqual([
    500,
    '[-]confusing failed: reason withheld\nhealthz check failed\n',
  ]);
});

test('should always return a ping endpoint if no other ones are present', async () => {
  expect(await ask({})).toEqual([200, 'ok']);
  expect(await ask({}, '/healthz?verbose')).toEqual([200, '[+]ping ok\nhealthz check passed\n']);
  expect(await ask({}, '/healthz/ping')).toEqual([200, 'ok']);
  expect(await ask({ okcheck: ping }, '/healthz/ping')).toEqual([404, '404 page not found\n']);
});

test('should tell of the requested check alone', async () => {
  const checks = { okcheck: ping, failcheck: bad };
  expect(await ask(checks, '/healthz/okcheck')).toEqual([200, 'ok']);
  expect(await ask(checks, '/healthz/okcheck/')).toEqual([200, 'ok']);
  expect(await ask(checks, '/healthz/failcheck')).toEqual([500, 'internal server error: blech\n']);
  expect(await ask(checks, '/healthz/other')).toEqual([404, '404 page not found\n']);
});
