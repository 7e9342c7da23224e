/** Who may import whom among the top-level folders; the table of docs/architecture.md. */
const machinery = ['collections', 'environment', 'apimachinery', 'api'];
const actor = [...machinery, 'component-helpers', 'client', 'controller-runtime'];

export const importTable: Readonly<Record<string, readonly string[]>> = {
  collections: [],
  environment: [],
  apimachinery: [],
  api: ['apimachinery'],
  'component-helpers': ['apimachinery', 'api'],
  'custom-resources': ['apimachinery', 'api'],
  store: ['environment'],
  apiserver: [...machinery, 'component-helpers', 'store'],
  client: machinery,
  'controller-runtime': [...machinery, 'client'],
  controllers: actor,
  scheduler: actor,
  'kubelet-sim': actor,
  stages: actor,
  cluster: [...actor, 'store', 'apiserver', 'controllers', 'scheduler', 'kubelet-sim', 'stages'],
  simulation: ['collections', 'environment'],
  scenarios: [...machinery, 'client', 'cluster', 'simulation', 'stages'],
  testing: [
    ...machinery,
    'custom-resources',
    'client',
    'controller-runtime',
    'cluster',
    'simulation',
    'scenarios',
  ],
};

/** Folders whose files may import anything: what starts things, and what tries them. */
export const free = ['cli', 'bench', 'test', 'examples', 'scripts', 'index.ts'];

/** The one door of each outside package. */
export const packageDoors: Readonly<Record<string, readonly string[]>> = {
  '@kubernetes/client-node': ['examples/official-client'],
  level: ['store'],
  'classic-level': ['store'],
  'memory-level': ['store'],
  'abstract-level': ['store'],
  'sorted-btree': ['store', 'apiserver/cache'],
  fastify: ['apiserver/http'],
  ws: ['apiserver/http', 'client/http-'],
  'https-proxy-agent': ['client/http-'],
  'socks-proxy-agent': ['client/http-'],
  pino: ['controller-runtime'],
  nanoid: ['environment'],
  'js-yaml': ['apimachinery/encoding'],
  re2js: ['apimachinery/regexp'],
  commander: ['cli', 'test/package'],
  '@stryker-mutator/core': ['scripts/mutation'],
  '@stryker-mutator/api/core': ['scripts/mutation'],
  '@stryker-mutator/api/plugin': ['scripts/mutation'],
  '@stryker-mutator/api/test-runner': ['scripts/mutation'],
  '@vitest/runner': ['scripts/mutation'],
  '@vitest/runner/utils': ['scripts/mutation'],
  // The package by its own name, as who copies an example writes it.
  homeostat: ['examples'],
  'homeostat/client': ['examples'],
  'homeostat/controller-runtime': ['examples'],
  'homeostat/scheduler': ['examples'],
  'homeostat/store': ['examples'],
  '@microsoft/api-extractor': ['scripts'],
  'homeostat/testing': ['examples'],
  // The store's conformance suite ships, for whoever writes another store; they bring these.
  vitest: ['store/conformance', 'scripts/mutation/testdata'],
  'fast-check': ['store/conformance', 'scripts/mutation'],
};

/** Where time, chance and the process may be touched directly; everywhere else they come through the Environment. */
export const worldEdges = [
  // It looks up zones by name, and neither this machine's zone nor its clock.
  'apimachinery/values/time-zone.ts',
  'environment/',
  'simulation/',
  'apiserver/http/',
  'client/http-',
  'client/kubeconfig/this-machine.ts',
  'cli/',
  'bench/',
  'scripts/',
  'test/',
  'examples/',
  'api/generate/',
];
