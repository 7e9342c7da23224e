import { expect, test } from 'vitest';
import { parseBehaviours, parseBehavioursJson } from './parse-behaviours.ts';

test('data with every field is taken as it is', () => {
  const data = [
    {
      match: { namespace: 'a', name: 'b', node: 'c', container: 'd', image: 'e:*', labels: { f: 'g' } },
      pull: { delayMs: [300, 1200], fail: 'no such image', sizeBytes: 1 },
      start: { delayMs: 0.5 },
      ready: { afterMs: 1, never: false },
      run: { exit: { code: 255, afterMs: [0, 0] }, times: 2 },
      stop: { delayMs: 1, exitCode: 143, ignoresSigterm: true },
      logs: [
        { text: 'a', afterMs: 1, everyMs: 2, times: 3 },
        { text: 'b', atExit: true },
      ],
      exec: [{ command: 'a *', stdout: 'b', stderr: 'c', exitCode: 4, delayMs: [1, 2] }],
      http: [
        { port: 80, method: 'GET', path: '/*', status: 204, headers: { a: 'b' }, body: 'c', delayMs: 1 },
      ],
    },
  ];
  expect(parseBehaviours(data)).toEqual(data);
  expect(parseBehavioursJson(JSON.stringify(data[0]), 'x')).toEqual(data);
});

for (const [data, message] of [
  ['x', 'behaviours: must be an object, is "x"'],
  [[{}, null], 'behaviours[1]: must be an object, is null'],
  [{ pul: {} }, 'behaviours.pul: unknown field; there are match, partial, pull, start, ready, run, probes, '],
  [
    { pull: { delay: 1 } },
    'behaviours.pull.delay: unknown field; there are delayMs, fail, secret, sizeBytes',
  ],
  [{ pull: 5 }, 'behaviours.pull: must be an object, is 5'],
  [
    { start: { delayMs: [2, 1] } },
    'behaviours.start.delayMs: must be milliseconds, or [least, most] of them, is [2,1]',
  ],
  [
    { start: { delayMs: -1 } },
    'behaviours.start.delayMs: must be milliseconds, or [least, most] of them, is -1',
  ],
  [{ run: { exit: { afterMs: 1 } } }, 'behaviours.run.exit.code: is missing'],
  [
    { run: { exit: { code: 256 } } },
    'behaviours.run.exit.code: must be a whole number from 0 to 255, is 256',
  ],
  [{ run: { times: 1.5 } }, 'behaviours.run.times: must be a whole number of at least 0, is 1.5'],
  [{ ready: { never: 'yes' } }, 'behaviours.ready.never: must be true or false, is "yes"'],
  [{ pull: { fail: '' } }, 'behaviours.pull.fail: must be a text that is not empty, is ""'],
  [{ match: { labels: { a: 1 } } }, 'behaviours.match.labels: must be an object of texts, is {"a":1}'],
  [{ logs: { text: 'a' } }, 'behaviours.logs: must be a list, is {"text":"a"}'],
  [{ logs: [{ text: 'a' }, {}] }, 'behaviours.logs[1].text: is missing'],
  [{ http: [{ status: 99 }] }, 'behaviours.http[0].status: must be an HTTP status, from 100 to 599, is 99'],
  [{ http: [{ port: 0 }] }, 'behaviours.http[0].port: must be a port, from 1 to 65535, is 0'],
] as const) {
  test(`refused: ${message}`, () => {
    expect(() => parseBehaviours(data)).toThrow(message);
  });
}

test('what is not JSON names where it stands', () => {
  expect(() => parseBehavioursJson('{', 'homeostat.dev/behaviour')).toThrow(
    /^homeostat.dev\/behaviour: is not JSON: /,
  );
});

test('a pod may not reach ports of the machine', () => {
  const data = { http: [{ localPort: 22 }] };
  expect(parseBehaviours(data)).toEqual([data]);
  expect(() => parseBehavioursJson(JSON.stringify(data), 'homeostat.dev/behaviour')).toThrow(
    'homeostat.dev/behaviour.http.localPort: may be declared for the whole cluster only',
  );
});

test('what was parsed is not parsed again', () => {
  const behaviours = parseBehaviours([{ usage: { cpu: '1' } }]);
  expect(parseBehaviours(behaviours)).toBe(behaviours);
  expect(parseBehaviours([...behaviours])).not.toBe(behaviours);
});
