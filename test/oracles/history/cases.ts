import fc from 'fast-check';
import type { RuleCases } from '../kit/rule-cases.ts';

/** Texts with what JSON of Go escapes. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '<a href="b">&', '\u2028 \u2029', 'ü€😀', '\u0001\t'),
);
const name = fc.constantFrom('a', 'web', 'data', 'zk-0');
const texts = fc.dictionary(name, text, { maxKeys: 3 });

/** An object of which any part may be missing. */
function partly(parts: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(parts, { requiredKeys: [] });
}

const container = fc.record(
  {
    name,
    // Go writes it always, and so has the API server stored it.
    resources: partly({ requests: fc.constant({ cpu: '10m' }) }),
    image: fc.constantFrom('nginx:1', 'nginx:2'),
    command: fc.array(text, { minLength: 1, maxLength: 2 }),
    env: fc.array(
      partly({ value: text.filter((value) => value !== '') }).map((env) => ({ name: 'A', ...env })),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    readinessProbe: fc.record({ httpGet: fc.record({ port: fc.constantFrom(80, 'http') }) }),
    tty: fc.constant(true),
  },
  { requiredKeys: ['name', 'resources'] },
);
const template = fc.record({
  metadata: partly({ labels: texts.filter(hasKeys), annotations: texts.filter(hasKeys) }),
  spec: fc.record(
    {
      containers: fc.array(container, { minLength: 1, maxLength: 2 }),
      terminationGracePeriodSeconds: fc.constantFrom(0, 30, 2_147_483_648),
      securityContext: partly({ runAsUser: fc.constantFrom(0, 1000) }),
      volumes: fc.constant([{ name: 'data', emptyDir: {} }]),
    },
    { requiredKeys: ['containers'] },
  ),
});
const revision = fc.record({
  set: fc.record({
    metadata: fc.record({ name: fc.oneof(name, fc.constant('n'.repeat(230))), uid: fc.constant('u-1') }),
    spec: fc.record({ template }),
  }),
  collisionCount: fc.nat({ max: 12 }),
});

const numbered = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd-1', 'd-10', 'd-2'),
  revision: fc.integer({ min: 1, max: 3 }),
  created: fc.integer({ min: 1_700_000_000, max: 1_700_000_002 }),
});

function hasKeys(object: object): boolean {
  return Object.keys(object).length > 0;
}

export const casesByRule: Readonly<Record<string, RuleCases>> = {
  revision: { picked: [], random: revision, vectors: 40 },
  order: { picked: [[]], random: fc.array(numbered, { maxLength: 6 }), vectors: 30 },
};
