import { isDeepStrictEqual } from 'node:util';
import { readSchedulerConfiguration } from '../../../scheduler/configuration/scheduler-configuration.ts';
import { SchedulerConfigurationError } from '../../../scheduler/framework/configuration-error.ts';
import { Framework } from '../../../scheduler/framework/framework.ts';
import type { Profile } from '../../../scheduler/framework/profile.ts';
import { scoreWeights } from '../../../scheduler/framework/resolve-plugins.ts';
import { defaultPlugins } from '../../../scheduler/plugins/index.ts';
import { makeProfiles } from '../../../scheduler/profiles.ts';
import { testParts } from '../../../scheduler/testing/frameworks.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { casesByRule } from './cases.ts';

/** What becomes of configurations of schedulers. */
export const configurationRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'scheduler-configuration',
  cases: casesByRule,
  ours: (_rule, input, judged) => {
    const answer = read(input);
    return isDeepStrictEqual(answer, comparable(judged)) ? judged : answer;
  },
};

function read(input: unknown): unknown {
  try {
    const configuration = readSchedulerConfiguration(input);
    const shown: unknown[] = [];
    makeProfiles(configuration, (profile) => {
      const framework = new Framework(defaultPlugins, profile, testParts());
      shown.push(profileOf(profile, framework, toldPlugins(input, shown.length)));
      return framework;
    });
    const { podInitialBackoffMs, podMaxBackoffMs, extenders } = configuration;
    return {
      profiles: shown,
      podInitialBackoffSeconds: podInitialBackoffMs / 1_000,
      podMaxBackoffSeconds: podMaxBackoffMs / 1_000,
      extenders: extenders.map(({ urlPrefix }) => urlPrefix),
    };
  } catch (error) {
    if (!(error instanceof SchedulerConfigurationError)) throw error;
    const texts = error.problems.map(({ message }) => message.replace(/; (?:there are|write) .*$/, ''));
    return { error: bare(texts.length === 1 ? (texts[0] ?? '') : `[${[...new Set(texts)].join(', ')}]`) };
  }
}

function profileOf(profile: Profile, { points }: Framework, told: readonly string[]): unknown {
  const weights = scoreWeights(profile.plugins);
  const { score, placementGenerate, placementScore, ...others } = points;
  const names = new Set(
    Object.values(profile.plugins).flatMap(({ enabled }) => enabled.map(({ name }) => name)),
  );
  const shown = [...profile.args].filter(([name]) => names.has(name) || told.includes(name));
  return {
    schedulerName: profile.schedulerName,
    percentageOfNodesToScore: profile.percentageOfNodesToScore,
    points: Object.fromEntries(
      Object.entries(others).map(([point, found]) => [point, found.map(({ name }) => name)]),
    ),
    score: score.map(({ name }) => [name, weights.get(name)]),
    args: Object.fromEntries(shown),
  };
}

/** Kubernetes' answer without what it says around its errors. */
function comparable(judged: unknown): unknown {
  const { error } = judged as { readonly error?: string };
  return error === undefined ? judged : { error: bare(error) };
}

/** Whose arguments a profile says. */
function toldPlugins(input: unknown, at: number): readonly string[] {
  const { profiles } = input as {
    profiles?: readonly { pluginConfig?: readonly { name: string }[] }[] | null;
  };
  return (profiles?.[at]?.pluginConfig ?? []).map(({ name }) => name);
}

/** What Kubernetes says around its errors where there are several steps. */
function bare(text: string): string {
  return text.replaceAll('strict decoding error: ', '').replace('initializing profiles: ', '');
}
