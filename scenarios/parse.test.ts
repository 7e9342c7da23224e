import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenarios, parseScenarios } from './parse.ts';
import { scenarioSchema } from './scenario-schema.ts';

const scenario = (steps: string, spec = '') => `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: test}
spec:
${spec}
  steps:
${steps}
`;

test.each([
  ['  - aply: {file: x.yaml}', 'unknown field "aply"; known are: description, apply,'],
  ['  - {apply: {resource: {}}, settle: {}}', 'must have exactly one of'],
  ['  - apply: {}', 'needs exactly one of resource, resources, file'],
  ['  - apply: {file: nowhere.yaml}', 'cannot read'],
  ['  - apply: {file: /dev/zero}', 'spec.steps[0].apply.file: cannot read /dev/zero: it is no regular file'],
  ['  - apply: {file: /}', 'cannot read /: it is no regular file'],
  ['  - apply: {resource: {kind: Pod}}', 'resource.apiVersion: is required'],
  ['  - apply: {resource: {apiVersion: v1, kind: Pot}}', 'no kind "Pot" is served in apiVersion "v1"'],
  ['  - advance: {duration: soon}', '"soon" is no duration; write it as 30s, 5m or 1h30m'],
  ['  - kill: {}', 'test.yaml:8:5: spec.steps[0].kill.node: is required'],
  ['  - kill: {node: on}', 'node: must be a text, not true; perhaps it needs quotes'],
  ['  - kill: {node: Node_1}', 'node: "Node_1": a lowercase RFC 1123 subdomain'],
  ['  - kill: node-1', 'spec.steps[0].kill: must be an object, as in kill: {node: node-1}'],
  ['  - settle', 'test.yaml:8:5: spec.steps[0]: must be an object; write "settle: {}"'],
  ['  - advance: {}', 'duration: is required: a duration such as 30s'],
  ['  - 5', 'spec.steps[0]: must be an object'],
  ['  - {description: 5, settle: {}}', 'spec.steps[0].description: must be a text, not 5'],
  ['  - settle: {within: 5}', 'within: must be a duration such as 30s'],
  ['  - advance: {duration: -5s}', '"-5s" is no duration'],
  ['  - apply: {resources: []}', 'resources: must be a list with at least one object'],
  ['  - apply: {resource: {apiVersion: v1, kind: Pod}}', 'resource.metadata.name: is required'],
  ['  - apply: {resource: {apiVersion: v1, kind: Pod, metadata: 5}}', 'metadata: must be an object'],
  [
    '  - apply: {resource: {apiVersion: v1, kind: deployment, metadata: {name: a}}}',
    'resource: no kind "deployment" is served in apiVersion "v1"; there is Deployment in apps/v1',
  ],
  [
    '  - delete: {ref: {apiVersion: v1, kind: Pod, name: a}, propagationPolicy: background}',
    'propagationPolicy: must be one of Background, Foreground, Orphan',
  ],
  [
    '  - scale: {ref: {apiVersion: apps/v1, kind: Deployment, name: web}, replicas: -1}',
    'replicas: must be a whole number of at least 0',
  ],
  [
    '  - scale: {ref: {apiVersion: v1, kind: ConfigMap, name: web}, replicas: 1}',
    'ref: a ConfigMap cannot be scaled',
  ],
  ['  - wait: {apiVersion: v1, kind: Pot, name: x, for: {creation: {}}}', 'no kind "Pot" is served'],
  ['  - wait: {apiVersion: v1, kind: Pod, name: x}', 'for: needs exactly one of creation'],
  [
    '  - wait: {apiVersion: v1, kind: Pod, name: x, for: {creation: {}, deletion: {}}}',
    'for: needs exactly one of creation',
  ],
  [
    '  - wait: {apiVersion: v1, kind: Pod, name: x, for: {condition: {name: Ready, value: maybe}}}',
    'for.condition.value: must be one of True, False, Unknown',
  ],
  [
    '  - wait: {apiVersion: v1, kind: Pod, name: x, for: {deletion: {within: 1m}}}',
    'spec.steps[0].wait.for.deletion: unknown field "within"; it takes none',
  ],
  ['  - assert: {resource: {apiVersion: v1, kind: Pod}, for: 1s}', 'unknown field "for"'],
  [
    '  - assert:\n      resource:\n        kind: Pod\n        apiVersion: v1\n        status: {fase: Running}',
    'test.yaml:12:18: spec.steps[0].assert.resource.status.fase: a Pod has no such field',
  ],
  [
    '  - apply: {resource: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{imagee: x}]}}}',
    'test.yaml:8:93: spec.steps[0].apply.resource.spec.containers[0].imagee: a Pod has no such field',
  ],
  [
    '  - assert: {resource: {apiVersion: v1, kind: Pod, status: {conditions: [{type: Ready, status: True}]}}}',
    'test.yaml:8:88: spec.steps[0].assert.resource.status.conditions[0].status: must be of type string, not boolean; perhaps it needs quotes',
  ],
  [
    '  - create: {resource: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {restartPolicy: Sometimes}}}',
    'spec.restartPolicy: is "Sometimes"; supported values: "Always", "OnFailure", "Never"',
  ],
  [
    '  - patch: {resource: {apiVersion: v1, kind: Node, metadata: {name: a}, status: {capacity: {cpu: "2"}}}}',
    'test.yaml:8:73: spec.steps[0].patch.resource.status: patch does not write the status of a Node; write patch: {subresource: status, resource: ...}',
  ],
  [
    '  - apply: {resource: {apiVersion: v1, kind: Pod, metadata: {name: a}, status: {phase: Failed}}}',
    'status: apply does not write the status of a Pod',
  ],
  [
    '  - create: {resource: {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, status: {loadBalancer: {ingress: [{ip: 10.0.0.1}]}}}}',
    'status: create does not write the status of an Ingress',
  ],
  [
    '  - patch: {subresource: status, resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 5}}}',
    'test.yaml:8:105: spec.steps[0].patch.resource.spec: is not written with subresource: status',
  ],
  [
    '  - patch: {subresource: statos, resource: {apiVersion: v1, kind: Pod, metadata: {name: a}}}',
    'a Pod has no subresource "statos" to patch; there is ephemeralcontainers, resize, status',
  ],
  [
    '  - create: {subresource: evict, resource: {apiVersion: policy/v1, kind: Eviction, metadata: {name: a}}}',
    'no subresource "evict" is created by an Eviction of policy/v1; there are binding (Binding of v1), eviction (Eviction of policy/v1)',
  ],
  ['  - apply: {subresource: status, resource: {apiVersion: v1, kind: Pod}}', 'unknown field "subresource"'],
  ['  - patch: {resource: {apiVersion: v1, kind: Binding, metadata: {name: a}}}', 'a Binding has no patch'],
  ['  - delete: {ref: {apiVersion: v1, kind: Binding, name: a}}', 'ref.kind: a Binding has no delete'],
  [
    '  - assert: {resource: {apiVersion: authentication.k8s.io/v1, kind: TokenReview}}',
    'kind: a TokenReview is not kept, so there is nothing to wait for',
  ],
  [
    '  - error: {resource: {apiVersion: v1, kind: Node, metadata: {name: a, namespace: default}}}',
    'test.yaml:8:72: spec.steps[0].error.resource.metadata.namespace: a Node is in no namespace',
  ],
  [
    '  - delete: {ref: {apiVersion: v1, kind: Node, name: a, namespace: default}}',
    'ref.namespace: a Node is in no namespace',
  ],
  [
    '  - wait: {apiVersion: v1, kind: ConfigMap, name: a, for: {condition: {name: Ready}}}',
    'for: a ConfigMap has no conditions',
  ],
  ['  - assert: {staleStatus: "no", resource: {apiVersion: v1, kind: Pod}}', 'must be true or false'],
  ['  - apply: {resource: {apiVersion: v1, kind: List, items: []}}', 'apply: there are no objects in it'],
  ['  - advance: {duration: 0s}', 'duration: must be a millisecond at least'],
  ['  - assert: {within: , resource: {apiVersion: v1, kind: Pod}}', 'within: is required: a duration'],
])('a mistake in %s is told before anything runs', (step, message) => {
  expect(() => parseScenarios(scenario(step), 'test.yaml')).toThrow(message);
});

test('a mistake names file and place', () => {
  expect(() => parseScenarios(scenario('  - settle: {}\n  - kill: {}'), 'test.yaml')).toThrow(
    /spec\.steps\[1\]\.kill\.node/,
  );
  expect(() => parseScenarios('kind: Pod', 'test.yaml')).toThrow(
    'test.yaml:1:1: kind must be Scenario, not Pod; other objects are for apply: {file: ...}',
  );
  expect(() => parseScenarios(scenario('  - settle: {}', '  cluster: {nodes: -1}'), 'f')).toThrow(
    'nodes: must be',
  );
  expect(() =>
    parseScenarios(scenario('  - settle: {}', '  cluster: {controllers: ["*", -none]}'), 'f'),
  ).toThrow('cluster.controllers: "none" is not in the list of known controllers: deployment-controller, ');
  expect(() => parseScenarios('a: [', 'test.yaml')).toThrow(/^test\.yaml:1:\d+: /);
  const twoLines = scenario('  - settle: {}').replace('name: test', 'name: "a\\nb"');
  expect(() => parseScenarios(twoLines, 'f')).toThrow('f:4:12: metadata.name: must be one line of text');
});

test('schedulers are configurations, or files of them, whose mistakes are told with their places', () => {
  const head = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-parse-'));
  const read = (schedulers: string) => {
    const text = scenario('  - settle: {}', `  cluster: {schedulers: ${schedulers}}`);
    return parseScenarios(text, join(directory, 'test.yaml'))[0]?.cluster.schedulers;
  };
  try {
    writeFileSync(join(directory, 'packs.yaml'), `${head}profiles: [{schedulerName: packs}]`);
    writeFileSync(join(directory, 'wrong.yaml'), `${head}percentageOfNodesToScore: 101`);
    const inline =
      '{apiVersion: kubescheduler.config.k8s.io/v1, kind: KubeSchedulerConfiguration, podMaxBackoffSeconds: 60}';
    const [packs, slow] = read(`[{file: packs.yaml}, ${inline}]`) ?? [];
    expect(packs?.configuration?.profiles.map(({ schedulerName }) => schedulerName)).toEqual(['packs']);
    expect(slow?.configuration?.podMaxBackoffMs).toBe(60_000);
    expect(() => read('[{file: wrong.yaml}]')).toThrow(
      'wrong.yaml:3:1: percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
    );
    expect(() => read(`[${inline.replace('60', '0')}]`)).toThrow(
      'test.yaml:6:105: podMaxBackoffSeconds: Invalid value: 0: must be greater than or equal to',
    );
    expect(() => read('[{file: nowhere.yaml}]')).toThrow('nowhere.yaml: cannot be read');
    expect(() => read('[]')).toThrow(
      'schedulers: must be a list with at least one KubeSchedulerConfiguration',
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('what cannot be read is told with its name', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-parse-'));
  try {
    const loop = join(directory, 'loop');
    symlinkSync('loop', loop);
    expect(() => loadScenarios(loop)).toThrow(`${loop}: cannot be read (ELOOP)`);
    expect(() => loadScenarios(join(directory, 'x'))).toThrow('x: no such file or directory');
    expect(() => loadScenarios('')).toThrow('"" names no file or directory');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.each([
  ['  cluster: 5', 'test.yaml:6:3: spec.cluster: must be an object'],
  ['  cluster: {capacity: {cpu: lots}}', 'spec.cluster.capacity.cpu: "lots" is no quantity'],
  ['  cluster: {capacity: {cpu: -2}}', 'spec.cluster.capacity.cpu: "-2" is no quantity'],
  ['  cluster: {capacity: {cpus: 2}}', 'spec.cluster.capacity.cpus: is no resource; there are cpu, memory,'],
  ['  cluster: {capacity: 5}', 'spec.cluster.capacity: must be an object'],
  ['  cluster: {behaviours: {}}', 'spec.cluster.behaviours: must be a list'],
  [
    '  cluster: {behaviours: [{match: {image: x}, pul: {}}]}',
    'test.yaml:6:46: spec.cluster.behaviours[0].pul: unknown field',
  ],
  ['  description: 5', 'spec.description: must be a text, not 5'],
])('a mistake in %s is told too', (spec, message) => {
  expect(() => parseScenarios(scenario('  - settle: {}', spec), 'test.yaml')).toThrow(message);
});

test('a capacity that YAML reads as a number is a quantity', () => {
  const [one] = parseScenarios(scenario('  - settle: {}', '  cluster: {capacity: {cpu: 2}}'), 'f');
  expect(one?.cluster.capacity).toEqual({ cpu: '2' });
});

test('a mistake in one of several documents says which', () => {
  const text = `${scenario('  - settle: {}')}---${scenario('  - settle: {}')}`;
  const broken = text.replace(/name: test}(?![\s\S]*name: test})/, 'nam: test}');
  expect(parseScenarios(text, 'two.yaml')).toHaveLength(2);
  expect(() => parseScenarios(broken, 'two.yaml')).toThrow('two.yaml:12:12: metadata: unknown field "nam"');
});

test('what a strategic merge patch is told to do is no unknown field', () => {
  const spec = '{template: {spec: {containers: [{$patch: delete, name: a}]}}}';
  const resource = `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: ${spec}}`;
  expect(parseScenarios(scenario(`  - patch: {resource: ${resource}}`), 'f')).toHaveLength(1);
});

test('a key given twice is told', () => {
  const text = scenario('  - settle: {}', '  description: a\n  description: b');
  expect(() => parseScenarios(text, 'test.yaml')).toThrow('test.yaml:7:3: spec.description is given twice');
});

test('files with several documents, comments and lists give all their objects', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-parse-'));
  try {
    const configMap = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`;
    const list = `{apiVersion: v1, kind: List, items: [${configMap('b')}, ${configMap('c')}]}`;
    writeFileSync(join(directory, 'all.yaml'), `# first\n---\n${configMap('a')}\n---\n---\n${list}\n# end\n`);
    writeFileSync(join(directory, 'none.yaml'), '# nothing\n---\n');
    const parse = (file: string) =>
      parseScenarios(scenario(`  - apply: {file: ${file}}`), join(directory, 't.yaml'));
    expect(parse('all.yaml')[0]?.steps[0]?.summary).toBe(
      'apply ConfigMap default/a, ConfigMap default/b, ConfigMap default/c',
    );
    expect(() => parse('none.yaml')).toThrow(/apply\.file: there are no objects in .*none\.yaml/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a directory is searched for scenarios, and may hold other files', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-parse-'));
  try {
    writeFileSync(join(directory, 'pod.yaml'), 'kind: Pod');
    writeFileSync(join(directory, 'notes.txt'), 'kind: [');
    expect(() => loadScenarios(directory)).toThrow('there is no scenario (kind: Scenario) in it');
    mkdirSync(join(directory, 'more.yaml'));
    writeFileSync(join(directory, 'one.yml'), scenario('  - settle: {}'));
    expect(loadScenarios(directory)).toMatchObject([{ name: 'test', file: join(directory, 'one.yml') }]);
    // Whoever meant a scenario is told, and not passed over.
    writeFileSync(join(directory, 'two.yml'), 'apiVersion: homeostat.dev/v1alpha1\nkind: scenario');
    expect(() => loadScenarios(directory)).toThrow('two.yml:2:1: kind must be Scenario, not scenario');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('every shipped scenario is well formed', () => {
  const names = loadScenarios('scenarios').map(({ name, file }) => [name, file]);
  expect(names.length).toBeGreaterThan(10);
  // Each is called as its file is.
  for (const [name, file] of names) expect(file).toBe(`scenarios/${name}.yaml`);
});

test('the JSON Schema for editors is the one printed from the commands', () => {
  const committed = JSON.parse(readFileSync('scenarios/scenario.schema.json', 'utf8'));
  expect(committed).toEqual(JSON.parse(JSON.stringify(scenarioSchema())));
});

test('a file that is too large is not read', () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-'));
  const file = join(directory, 'large.yaml');
  writeFileSync(file, '');
  truncateSync(file, 17 * 1024 * 1024);
  expect(() => loadScenarios(file)).toThrow(`${file}: cannot be read: it has more than 16 MiB`);
  expect(() => loadScenarios('/dev/zero')).toThrow('/dev/zero: cannot be read: it is no regular file');
  rmSync(directory, { recursive: true });
});
