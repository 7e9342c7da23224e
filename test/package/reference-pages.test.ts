import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBehaviours } from '../../kubelet-sim/index.ts';
import { parseScenarios } from '../../scenarios/index.ts';
import { conformance } from '../conformance/index.ts';
import { differences } from './fidelity-page.ts';
import { annotationExample, referencePages } from './reference-pages.ts';

const pages = await referencePages();
const root = new URL('../../', import.meta.url);

test.each(Object.keys(pages))('docs/reference/%s is what is printed', (name) => {
  expect(readFileSync(new URL(`docs/reference/${name}`, root), 'utf8')).toBe(pages[name]);
});

test.each(differences.flatMap(({ shownBy }) => shownBy ?? []))('there is the test %s', (shownBy) => {
  const [file = '', name = ''] = shownBy.split(/: (.*)/);
  expect(readFileSync(new URL(file, root), 'utf8')).toContain(name);
});

test.each(conformance.flatMap(({ rules }) => rules.flatMap(({ shownBy }) => shownBy)))(
  'there is a test of the title %s',
  (shownBy) => {
    const [file = '', title = ''] = shownBy.split(/: (.*)/);
    const text = readFileSync(new URL(file, root), 'utf8');
    expect(["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`))).toBe(true);
  },
);

test('every rule of upstream names a test', () => {
  for (const { rules } of conformance) for (const { shownBy } of rules) expect(shownBy).not.toEqual([]);
});

test('every example of a step can be read', () => {
  const examples = [...(pages['scenarios.md'] ?? '').matchAll(/```yaml\n(- [\s\S]*?)\n```/g)].map(
    ([, text]) => text,
  );
  expect(examples.length).toBeGreaterThan(10);
  const steps = examples.map((example) => `    ${example}`).join('\n');
  const text = `apiVersion: homeostat.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\nspec:\n  steps:\n${steps}\n`;
  const [scenario] = parseScenarios(text, new URL('scenarios/examples.yaml', root).pathname);
  expect(scenario?.steps).toHaveLength(examples.length);
});

test('the examples of the pages can be read', () => {
  const [whole = ''] = /apiVersion: [\s\S]*?(?=```)/.exec(pages['scenarios.md'] ?? '') ?? [];
  const [behaviours = ''] = /spec:\n[\s\S]*?(?=```)/.exec(pages['behaviours.md'] ?? '') ?? [];
  const head = 'apiVersion: homeostat.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\n';
  const file = new URL('scenarios/examples.yaml', root).pathname;
  expect(parseScenarios(whole, file)).toHaveLength(1);
  const [{ cluster } = {}] = parseScenarios(`${head}${behaviours}  steps: [{settle: {}}]\n`, file);
  expect(cluster?.behaviours).toHaveLength(2);
  const [, json = ''] = /behaviour=(\{.*\})'/.exec(annotationExample) ?? [];
  expect(parseBehaviours(JSON.parse(json))).toHaveLength(1);
});
