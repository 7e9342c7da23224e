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
    },
  ];
  expect(parseBehaviours(data)).toEqual(data);
  expect(parseBehavioursJson(JSON.stringify(data[0]), 'x')).toEqual(data);
});

for (const [data, message] of [
  ['x', 'behaviours: must be an object, is "x"'],
  [[{}, null], 'behaviours[1]: must be an object, is null'],
  [{ pul: {} }, 'behaviours.pul: unknown field; there are match, pull, start, ready, run, probes, '],
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
