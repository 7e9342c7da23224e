import { defaultArgs, type PluginArgs, type ResourceSpec, type ScoringStrategy } from '../plugins/args.ts';

type Given<Name extends keyof PluginArgs> = Partial<PluginArgs[Name]>;

/** The arguments of a plugin with their defaults. Mirrors kubernetes pkg/scheduler/apis/config/v1 (defaults.go). */
export function completeArgs(name: string, args: unknown): unknown {
  const complete = Object.hasOwn(completers, name) ? completers[name as keyof PluginArgs] : undefined;
  return complete === undefined ? args : complete((args ?? {}) as never);
}

const completers: { readonly [Name in keyof PluginArgs]: (given: Given<Name>) => PluginArgs[Name] } = {
  DefaultPreemption: (given) => ({ ...defaultArgs.DefaultPreemption, ...given }),
  DynamicResources: (given) => ({ ...defaultArgs.DynamicResources, ...given }),
  InterPodAffinity: (given) => ({ ...defaultArgs.InterPodAffinity, ...given }),
  NodeAffinity: (given) => given,
  NodeResourcesBalancedAllocation: ({ resources, ...given }) => ({
    ...given,
    resources: weighted(resources),
  }),
  NodeResourcesFit: ({ scoringStrategy, ...given }) => ({
    ...given,
    scoringStrategy: strategyOf(scoringStrategy),
  }),
  PodTopologySpread: ({ defaultingType, ...given }) => ({
    ...given,
    defaultingType: defaultingType || 'System',
  }),
  VolumeBinding: (given) => ({ ...defaultArgs.VolumeBinding, ...given }),
};

function strategyOf(given: Partial<ScoringStrategy> | undefined): ScoringStrategy {
  const { scoringStrategy } = defaultArgs.NodeResourcesFit;
  if (given === undefined) return scoringStrategy;
  const { type = '' as ScoringStrategy['type'], resources, ...more } = given;
  return { ...more, type, resources: weighted(resources) };
}

/** None at all are cpu and memory; a weight of zero is none. */
function weighted(resources: readonly Partial<ResourceSpec>[] = []): readonly ResourceSpec[] {
  if (resources.length === 0) return defaultArgs.NodeResourcesBalancedAllocation.resources;
  return resources.map(({ name = '', weight }) => ({ name, weight: weight || 1 }));
}
