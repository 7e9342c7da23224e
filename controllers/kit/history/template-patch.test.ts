import { expect, it } from 'vitest';
import { dataText, sameData, templateOf, templatePatch } from './index.ts';

const template = {
  spec: { containers: [{ image: 'nginx', name: 'web' }] },
  metadata: { labels: { app: 'web' } },
};
const text =
  '{"spec":{"template":{"$patch":"replace","metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"nginx","name":"web"}]}}}}';

it('a template is kept as the patch that gives it again, its keys in order', () => {
  const patch = templatePatch(template);
  expect([patch.text, JSON.stringify(patch.data)]).toEqual([text, text]);
  expect(templatePatch(template)).toBe(patch);
});

it('the template that a revision keeps is the one it was made of', () => {
  const revision = { data: templatePatch(template).data, revision: 1 };
  expect(templateOf(revision)).toEqual(template);
  expect(templateOf(revision)).toBe(templateOf({ ...revision, revision: 2 }));
});

it('a revision that keeps something else has no template', () => {
  for (const data of [null, undefined, 'x', {}, { spec: 1 }, { spec: { template: null } }])
    expect(templateOf({ data, revision: 1 })).toBeUndefined();
});

it('revisions keep the same when their data does, whatever the order', () => {
  const data = JSON.parse(`{"spec":{"template":{"spec":{"containers":[{"name":"web","image":"nginx"}]},
    "metadata":{"labels":{"app":"web"}},"$patch":"replace"}}}`);
  const made = { data: templatePatch(template).data, revision: 1 };
  expect(sameData(made, { data, revision: 2 })).toBe(true);
  expect(sameData(made, { data: { spec: {} }, revision: 1 })).toBe(false);
  expect(dataText({ revision: 1 })).toBe('null');
});
