import { expect, test } from 'vitest';
import { container, pod } from '../../testing/objects.ts';
import { extendedRequests } from './extended-requests.ts';

const a = 'example.com/a';
const b = 'example.com/b';
const implicit = 'deviceclass.resource.kubernetes.io/b';
const both = new Map([
  [a, 'a'],
  [b, 'b'],
]);
const three = new Map([...both, [implicit, 'b']]);

type Asks = Readonly<Record<string, string>>;

/** `a:1` is an init container that asks for one `a`, `side a:1` one that runs on. */
function podOf(init: readonly Asks[], main: readonly Asks[]) {
  const initContainers = init.map(({ side, ...asks }, at) =>
    container(`i${at}`, asks, side === undefined ? {} : { restartPolicy: 'Always' }),
  );
  return pod('p', {}, { initContainers, containers: main.map((asks, at) => container(`c${at}`, asks)) });
}

/** The expected values are those of upstream's own tests. */
test.each<
  [string, readonly Asks[], readonly Asks[], Map<string, string>, readonly string[], readonly string[]]
>([
  ['nothing that a class gives', [], [{ a: '1' }], new Map(), [], []],
  [
    'one resource',
    [],
    [{ [a]: '1', [b]: '2' }],
    new Map([[a, 'a']]),
    ['container-0-request-0 a 1'],
    [`c0 ${a} container-0-request-0`],
  ],
  [
    'two resources',
    [],
    [{ [a]: '1', [b]: '2' }],
    both,
    ['container-0-request-0 a 1', 'container-0-request-1 b 2'],
    [`c0 ${a} container-0-request-0`, `c0 ${b} container-0-request-1`],
  ],
  [
    'two containers',
    [],
    [{ [a]: '1' }, { [b]: '2' }],
    both,
    ['container-0-request-0 a 1', 'container-1-request-0 b 2'],
    [`c0 ${a} container-0-request-0`, `c1 ${b} container-1-request-0`],
  ],
  [
    'an init container with a resource of its own',
    [{ [b]: '2' }],
    [{ [a]: '1' }],
    both,
    ['container-0-request-0 b 2', 'container-1-request-0 a 1'],
    [`c0 ${a} container-1-request-0`, `i0 ${b} container-0-request-0`],
  ],
  [
    'of two that follow one another the one that needs more',
    [{ [b]: '1' }, { [b]: '2' }],
    [{ [a]: '1' }],
    both,
    ['container-1-request-0 b 2', 'container-2-request-0 a 1'],
    [`c0 ${a} container-2-request-0`, `i0 ${b} container-1-request-0`, `i1 ${b} container-1-request-0`],
  ],
  [
    'one that comes before a sidecar uses what that will have',
    [{ [b]: '1' }, { side: '', [b]: '1' }, { [b]: '2' }],
    [{ [a]: '1' }],
    both,
    ['container-1-request-0 b 1', 'container-2-request-0 b 2', 'container-3-request-0 a 1'],
    [
      `c0 ${a} container-3-request-0`,
      `i1 ${b} container-1-request-0`,
      `i0 ${b} container-1-request-0`,
      `i2 ${b} container-2-request-0`,
    ],
  ],
  [
    'a class by its name and by its resource',
    [{ [b]: '1', [implicit]: '2' }],
    [],
    three,
    ['container-0-request-0 b 2', 'container-0-request-1 b 1'],
    [`i0 ${implicit} container-0-request-0`, `i0 ${b} container-0-request-1`],
  ],
  [
    'what the main container will have, and more',
    [{ [a]: '3' }],
    [{ [a]: '1' }],
    both,
    ['container-0-request-0 a 2', 'container-1-request-0 a 1'],
    [`c0 ${a} container-1-request-0`, `i0 ${a} container-1-request-0`, `i0 ${a} container-0-request-0`],
  ],
  ['no part of a device', [], [{ [implicit]: '1500m' }], three, [], []],
])('extended resources become requests: %s', (_name, init, main, classes, requests, mappings) => {
  const found = extendedRequests(podOf(init, main), classes);
  const told = found.requests.map(
    ({ name, exactly }) => `${name} ${exactly?.deviceClassName} ${exactly?.count}`,
  );
  expect(told).toEqual(requests);
  const used = found.mappings.map((one) => `${one.containerName} ${one.resourceName} ${one.requestName}`);
  expect(used).toEqual(mappings);
});
