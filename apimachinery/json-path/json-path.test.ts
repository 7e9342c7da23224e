import { describe, expect, test } from 'vitest';
import { JsonPath } from './json-path.ts';

function printed(template: string, value: unknown, allowMissingKeys = false): string {
  try {
    return new JsonPath(template, { allowMissingKeys }).print(value);
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
}

const scalars = {
  bools: [true, false, true, false],
  integers: [1, 2, 3, 4],
  floats: [1, 2.2, 3.3, 4],
  mixed: [true, 'one', 1, 1.1],
  maps: [{ name: 'one', value: 1 }, { name: 'two', value: 2.02 }, { name: 'three' }],
};

const shop = {
  Book: [
    { Category: 'reference', Author: 'Nigel Rees', Price: 8.95 },
    { Category: 'fiction', Author: 'Evelyn Waugh', Price: 12.99 },
    { Category: 'fiction', Author: 'Herman Melville', Price: 8.99 },
  ],
  Bicycle: [
    { Color: 'red', Price: 19.95, IsNew: true },
    { Color: 'green', Price: 20.01, IsNew: false },
  ],
  Name: 'jsonpath',
  Labels: { engineer: 10, 'web/html': 15, 'k8s-app': 20 },
};

const points = [
  { id: 'i1', x: 4 },
  { id: 'i2', z: 1 },
  { id: 'i5', z: 1 },
  { id: 'i7', x: null },
];

const nodes = {
  kind: 'List',
  items: [
    {
      metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } },
      status: { capacity: { cpu: '4' }, ready: true, addresses: [{ address: '127.0.0.1' }] },
    },
    {
      metadata: { name: '127.0.0.2', labels: { 'kubernetes.io/hostname': '127.0.0.2' } },
      status: {
        capacity: { cpu: '8' },
        ready: false,
        addresses: [{ address: '127.0.0.2' }, { address: '127.0.0.3' }],
      },
    },
  ],
  users: [
    { name: 'myself', user: {} },
    { name: 'e2e', user: { password: 'secret' } },
  ],
};

const pod = { spec: { containers: ['fake0', 'fake1', 'fake2', 'fake3'].map((name) => ({ name })) } };

/** The table of tests of k8s.io/client-go util/jsonpath, as far as JSON has what they are about. */
describe('a template prints as in client-go', () => {
  test.each([
    ['hello jsonpath', null, 'hello jsonpath'],
    ['{ .bools }', scalars, '[true,false,true,false]'],
    ['{ .bools[-1] }', scalars, 'false'],
    ['{ .bools[:4:2] }', scalars, 'true true'],
    ['{ .integers[0:2] }', scalars, '1 2'],
    ['{ .floats[-2] }', scalars, '3.3'],
    ['{ .mixed }', scalars, '[true,"one",1,1.1]'],
    ['{ .mixed[:2] }', scalars, 'true one'],
    ['{ .maps[::2] }', scalars, '{"name":"one","value":1} {"name":"three"}'],
    ['{..}', [1, 2, 3], '[1,2,3]'],
    ['{[?(@<5)]}', [2, 6, 3, 7], '2 3'],
    ['{"{"}', null, '{'],
    ['{[1,3,4]}', [0, 1, 2, 3, 4], '1 3 4'],
    ['hello {.Name}', shop, 'hello jsonpath'],
    ['{$.Labels.web/html}', shop, '15'],
    ['{.Labels.k8s-app}', shop, '20'],
    ['{.Bicycle[*].Color}', shop, 'red green'],
    ['{range .Bicycle[*]}{ "{" }{ @.* }{ "} " }{end}', shop, '{red 19.95 true} {green 20.01 false} '],
    ['{..Price}', shop, '8.95 12.99 8.99 19.95 20.01'],
    ['{...Price}', shop, '8.95 12.99 8.99 19.95 20.01'],
    ['{.Book[-1:].Author}', shop, 'Herman Melville'],
    ['{..Book[2].Author}', shop, 'Herman Melville'],
    ['{.Bicycle[?(@.IsNew==true)].Color}', shop, 'red'],
    ['{[?(@.z)].id}', points, 'i2 i5'],
    ["{[0]['id']}", points, 'i1'],
    ["{[-1]['x']}", points, 'null'],
    ['{range .items[*]}{.metadata.name}, {end}{.kind}', nodes, '127.0.0.1, 127.0.0.2, List'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{end}', nodes, '127.0.0.1\t127.0.0.2\t'],
    [
      '{range .items[*]}{range .status.addresses[*]}{.address}, {end}{end}',
      nodes,
      '127.0.0.1, 127.0.0.2, 127.0.0.3, ',
    ],
    ["{.items[*]['metadata.name', 'status.capacity']}", nodes, '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    ['{.users[?(@.name=="e2e")].user.password}', nodes, 'secret'],
    ['{.items[0].metadata.labels.kubernetes\\.io/hostname}', nodes, '127.0.0.1'],
    ['{.items[?(@.metadata.labels.kubernetes\\.io/hostname=="127.0.0.1")].status.capacity.cpu}', nodes, '4'],
    ['{.items[?(@..ready==true)].metadata.name}', nodes, '127.0.0.1'],
    ['{.spec.containers[0:0].name}', pod, ''],
    ['{.spec.containers[0:-1].name}', pod, 'fake0 fake1 fake2'],
    ['{.spec.containers[-2:].name}', pod, 'fake2 fake3'],
    ['{.spec.containers[-4].name}', pod, 'fake0'],
    ['{.spec.containers[5:5].name}', pod, ''],
    ['{.spec.containers[0:4:3].name}', pod, 'fake0 fake3'],
    [
      '{range .items[*]}{.metadata.name}{"~"}{range .status.addresses[*]}{.address}{","}{end}{"#"}{end}',
      nodes,
      '127.0.0.1~127.0.0.1,#127.0.0.2~127.0.0.2,127.0.0.3,#',
    ],
  ])('%s', (template, value, text) => {
    expect(printed(template, value)).toBe(text);
  });

  test('what is not there is nothing where that is allowed', () => {
    expect(printed('before-{.hello}after', shop, true)).toBe('before-after');
    expect(printed('{range .items[*]}{.a}{range @.b[*]}{.c}{end}{"+"}{end}', { items: [] }, true)).toBe('');
    expect(
      printed('{.items[?(@.color=="blue")].name}', { items: [{ name: 'a', color: 'blue' }, {}] }, true),
    ).toBe('a');
  });
});

test.each([
  ['{hello}', shop, 'unrecognized identifier hello'],
  ['{.hello}', shop, 'hello is not found'],
  ['{.Labels[0]}', shop, 'map[string]interface {} is not array or slice'],
  ['{.Book[?(@.Price<>10)]}', shop, 'unrecognized filter operator <>'],
  ['{range .Labels.*}{@}{end}{end}', shop, 'not in range, nothing to end'],
  ['{.hello', shop, 'unclosed action'],
  ['{*}', shop, "unrecognized character in action: U+002A '*'"],
  ['{+12.3.0}', shop, 'cannot parse number +12.3.0'],
  ['{[1}', shop, 'unterminated array'],
  ['{[?(.price]}', shop, 'unterminated filter'],
  ['{........}', shop, 'invalid multiple recursive descent'],
  ['{.spec.containers[-1:0].name}', pod, 'starting index 3 is greater than ending index 0'],
  ['{.spec.containers[-5].name}', pod, 'array index out of bounds: index -1, length 4'],
  ['{.spec.containers[0:4:0].name}', pod, 'step must be > 0'],
])('%s is refused in words of client-go', (template, value, message) => {
  expect(printed(template, value)).toBe(`error: ${message}`);
});

test.each([
  ['{[?(@.a == "()")].b}', { a: '()' }],
  ['{[?(@.a == "())(")].b}', { a: '())(' }],
  ["{[?(@.a == 'Linux')].b}", { a: 'Linux' }],
  ['{[?(@.a == "\'\'")].b}', { a: "''" }],
])('quotes hide what is in them: %s', (template, item) => {
  expect(
    printed(template, [
      { ...item, b: 1 },
      { a: 'other', b: 2 },
    ]),
  ).toBe('1');
});
