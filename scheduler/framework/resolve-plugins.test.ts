import { expect, test } from 'vitest';
import type { Plugin } from './plugin.ts';
import { atAllPoints, type ExtensionPoint, type PluginSet } from './profile.ts';
import { resolvePlugins, scoreWeights } from './resolve-plugins.ts';

// As upstream's TestNewFrameworkMultiPointExpansion, with its plugins.

const yes = () => undefined;
const test0: Plugin = {
  name: 'test',
  less: () => true,
  preFilter: yes,
  filter: yes,
  postFilter: () => ({}),
  preScore: yes,
  score: () => 0,
  reserve: yes,
  permit: yes,
  preBind: async () => undefined,
  bind: async () => undefined,
  postBind: yes,
};
const plugins = new Map(
  [
    test0,
    { name: 'normalizes', score: () => 0 },
    { name: 'score1', preScore: yes, score: () => 0 },
    { name: 'score2', preScore: yes, score: () => 0 },
    { name: 'sorts', less: () => true },
    { name: 'binds', bind: async () => undefined },
  ].map((plugin: Plugin) => [plugin.name, plugin]),
);

type Said = Partial<
  Record<ExtensionPoint | 'multiPoint', { on?: readonly string[]; off?: readonly string[] }>
>;

/** `name*5` has a weight. */
const setOf = ({ on = [], off = [] }: { on?: readonly string[]; off?: readonly string[] }): PluginSet => ({
  enabled: on.map((text, at) => ({
    name: text.split('*')[0] ?? '',
    weight: Number(text.split('*')[1] ?? 0),
    at,
  })),
  disabled: off,
});

function resolve(said: Said) {
  const sets = { ...atAllPoints([]), ...mapValues(said, setOf) };
  const profile = { schedulerName: 'mine', percentageOfNodesToScore: 0, plugins: sets, args: new Map() };
  const points = resolvePlugins(profile, plugins, ['a', 'b']);
  const weights = scoreWeights(sets);
  return {
    ...mapValues(points, (found) => found.map(({ name }) => name).join(' ')),
    score: points.score.map(({ name }) => `${name}*${weights.get(name)}`).join(' '),
  };
}

function mapValues<T, U>(
  object: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

const everywhere = {
  queueSort: 'test',
  preFilter: 'test',
  filter: 'test',
  postFilter: 'test',
  preScore: 'test',
  score: 'test*1',
  reserve: 'test',
  permit: 'test',
  preBind: 'test',
  bind: 'test',
  postBind: 'test',
  preEnqueue: '',
};

test.each<[string, Said, object]>([
  ['a plugin is expanded to all points it has', { multiPoint: { on: ['test*5'] } }, { score: 'test*5' }],
  [
    'but for those where it is disabled',
    { multiPoint: { on: ['test'] }, preScore: { off: ['test'] }, score: { off: ['test'] } },
    { preScore: '', score: '' },
  ],
  [
    'several are, in their order',
    { multiPoint: { on: ['test', 'score1'] } },
    { preScore: 'test score1', score: 'test*1 score1*1' },
  ],
  [
    'but for a point where all are disabled',
    { multiPoint: { on: ['test', 'score1'] }, preScore: { off: ['*'] } },
    { preScore: '', score: 'test*1 score1*1' },
  ],
  [
    'the order of a point goes before that of all points',
    { multiPoint: { on: ['normalizes', 'test', 'score1'] }, score: { on: ['score1', 'test'] } },
    { preScore: 'test score1', score: 'score1*1 test*1 normalizes*1' },
  ],
  [
    'but only for those that are expanded',
    { multiPoint: { on: ['test', 'score1'] }, score: { on: ['normalizes', 'score1', 'test'] } },
    { preScore: 'test score1', score: 'score1*1 test*1 normalizes*1' },
  ],
  [
    'weights are overridden',
    { multiPoint: { on: ['test', 'score1'] }, score: { on: ['score1*5', 'test*3'] } },
    { preScore: 'test score1', score: 'score1*5 test*3' },
  ],
  [
    'and no plugin is there twice',
    { multiPoint: { on: ['test', 'score1'] }, score: { on: ['score1*5', 'score2*5', 'test*3'] } },
    { preScore: 'test score1', score: 'score1*5 test*3 score2*5' },
  ],
  [
    'what is disabled for all points disables nothing that is named here',
    { multiPoint: { on: ['test', 'score1'], off: ['*', 'score1'] } },
    { preScore: 'test score1', score: 'test*1 score1*1' },
  ],
])('%s', (_, said, differs) => {
  expect(resolve(said)).toMatchObject({ ...everywhere, ...differs });
});

test.each<[Said, string, string]>([
  [
    { multiPoint: { on: ['test', 'test'] } },
    'plugins.multiPoint.enabled[1].name',
    'plugin "test" already registered as "PreFilterPlugin"',
  ],
  [
    { multiPoint: { on: ['test'] }, filter: { on: ['test', 'test'] } },
    'plugins.filter.enabled[1].name',
    'plugin "test" already registered as "FilterPlugin"',
  ],
  [
    { multiPoint: { on: ['test'] }, filter: { on: ['score1'] } },
    'plugins.filter.enabled[0].name',
    'plugin "score1" does not extend FilterPlugin plugin',
  ],
  [
    { multiPoint: { on: ['test'] }, placementScore: { on: ['test'] } },
    'plugins.placementScore.enabled[0].name',
    'plugin "test" does not extend PlacementScorePlugin plugin',
  ],
  [
    { multiPoint: { on: ['test'] }, score: { on: ['nobody'] } },
    'plugins.score.enabled[0].name',
    'ScorePlugin "nobody" does not exist; there are a, b',
  ],
  [
    { multiPoint: { on: ['nobody'] } },
    'plugins.multiPoint.enabled[0].name',
    'PreFilterPlugin "nobody" does not exist; there are a, b',
  ],
  [
    { multiPoint: { on: ['binds'] } },
    'plugins.queueSort',
    'only one queue sort plugin required for profile with scheduler name "mine", but got 0',
  ],
  [
    { multiPoint: { on: ['test', 'sorts'] } },
    'plugins.queueSort',
    'only one queue sort plugin required for profile with scheduler name "mine", but got 2',
  ],
  [
    { multiPoint: { on: ['sorts'] } },
    'plugins.bind',
    'at least one bind plugin is needed for profile with scheduler name "mine"',
  ],
])('%j is refused', (said, path, message) => {
  expect(() => resolve(said)).toThrow(expect.objectContaining({ problems: [{ path, message }] }));
});
