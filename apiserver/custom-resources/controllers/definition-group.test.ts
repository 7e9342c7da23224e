import { expect, test } from 'vitest';
import { DefinitionGroup, freesNames } from './definition-group.ts';

const widgets = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' };

test('a name is taken as long as one definition has it', () => {
  const group = new DefinitionGroup();
  group.set('a', { ...widgets, shortNames: ['w'] });
  group.set('b', { plural: 'gadgets', shortNames: ['w'], kind: 'Widget' });
  const taken = () => ['widgets', 'widget', 'gadgets', 'w'].filter((name) => group.resources.has(name));
  const kinds = () => ['Widget', 'WidgetList'].filter((name) => group.kinds.has(name));
  expect([taken(), kinds()]).toEqual([
    ['widgets', 'widget', 'gadgets', 'w'],
    ['Widget', 'WidgetList'],
  ]);
  group.set('a', widgets);
  expect(taken()).toEqual(['widgets', 'widget', 'gadgets', 'w']);
  group.set('a', undefined);
  expect([taken(), kinds(), [...group.definitions]]).toEqual([['gadgets', 'w'], ['Widget'], ['a', 'b']]);
  group.delete('b');
  expect([taken(), kinds(), group.isEmpty]).toEqual([[], [], false]);
  group.delete('a');
  expect(group.isEmpty).toBe(true);
});

test('names are freed that were accepted and are no more', () => {
  expect(freesNames(widgets, { ...widgets, shortNames: ['w'] })).toBe(false);
  expect(freesNames({ ...widgets, shortNames: ['w'] }, widgets)).toBe(true);
  expect(freesNames(widgets, { ...widgets, listKind: '' })).toBe(true);
  expect(freesNames({ plural: '', kind: '' }, undefined)).toBe(false);
  expect(freesNames(widgets, undefined)).toBe(true);
});
