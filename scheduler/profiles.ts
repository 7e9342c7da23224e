import type { V1Pod } from '../api/index.ts';
import type { ResourceType } from '../apimachinery/index.ts';
import type { SchedulerConfiguration } from './configuration/configuration.ts';
import { type ClusterEvent, eventResource } from './framework/cluster-event.ts';
import { SchedulerConfigurationError } from './framework/configuration-error.ts';
import type { HintsByPlugin } from './framework/event-hints.ts';
import type { Framework } from './framework/framework.ts';
import type { Queued } from './framework/plugin.ts';
import type { Profile } from './framework/profile.ts';

/** What may wake pods of each profile; a profile that nothing wakes is left out. */
export type HintsByProfile = ReadonlyMap<string, HintsByPlugin>;

/**
 * The frameworks of one scheduler, by the names that pods ask for. They share its queue and its cache.
 * Mirrors kubernetes pkg/scheduler/profile (Map).
 */
export class Profiles {
  readonly #frameworks = new Map<string, Framework>();
  readonly #first: Framework;
  readonly #hints = new Map<string, HintsByProfile>();

  /** Throws SchedulerConfigurationError where they would sort the queue differently. */
  constructor(frameworks: readonly Framework[], place?: (path: string) => string) {
    const refusal = (path: string, message: string) =>
      new SchedulerConfigurationError([{ path, message }], place);
    const [first] = frameworks;
    if (first === undefined) throw refusal('profiles', 'at least one profile is required');
    this.#first = first;
    for (const [at, framework] of frameworks.entries()) {
      const { schedulerName } = framework.profile;
      const refuse = (why: string) => refusal(`profiles[${at}]`, why);
      if (this.#frameworks.has(schedulerName))
        throw refuse(`duplicate profile with scheduler name "${schedulerName}"`);
      const [own, others] = [framework.queueSort, first.queueSort];
      if (own !== others)
        throw refuse(
          `different queue sort plugins for profile "${schedulerName}": "${own}", first: "${others}"`,
        );
      this.#frameworks.set(schedulerName, framework);
    }
  }

  /** What the scheduler as a whole is called. */
  get name(): string {
    return this.#first.profile.schedulerName;
  }

  /** Which pod is to be tried first. */
  get less(): (a: Queued, b: Queued) => boolean {
    return this.#first.less;
  }

  /** Kinds that informers are to tell of, each once. */
  get kinds(): readonly ResourceType[] {
    const kinds = [...this.#frameworks.values()].flatMap(({ hints }) => hints.kinds);
    return [...new Map(kinds.map((kind) => [eventResource(kind), kind])).values()];
  }

  /** Whether the pod asks for one of these. */
  handles(pod: V1Pod): boolean {
    return this.#frameworks.has(schedulerNameOf(pod));
  }

  /** Of a pod that asks for one of these. */
  of(pod: V1Pod): Framework {
    const framework = this.#frameworks.get(schedulerNameOf(pod));
    if (framework === undefined)
      throw new Error(`profile not found for scheduler name "${schedulerNameOf(pod)}"`);
    return framework;
  }

  /** What looks at such an event, in any profile. */
  hintsOf(event: ClusterEvent): HintsByProfile {
    const key = `${event.resource}/${event.action}`;
    let found = this.#hints.get(key);
    if (found === undefined) {
      const all = [...this.#frameworks].map(([name, { hints }]) => [name, hints.of(event)] as const);
      found = new Map(all.filter(([, hints]) => hints.size > 0));
      this.#hints.set(key, found);
    }
    return found;
  }
}

/** The frameworks of a configuration's profiles. Throws SchedulerConfigurationError. */
export function makeProfiles(
  { profiles, place }: Pick<SchedulerConfiguration, 'profiles' | 'place'>,
  make: (profile: Profile) => Framework,
): Profiles {
  const frameworks = profiles.map((profile, at) => {
    try {
      return make(profile);
    } catch (error) {
      if (!(error instanceof SchedulerConfigurationError)) throw error;
      throw new SchedulerConfigurationError(
        error.problems.map(({ path, message }) => ({
          path: `profiles[${at}].${path}`,
          message: `creating profile for scheduler name ${profile.schedulerName}: ${message}`,
        })),
        place,
      );
    }
  });
  return new Profiles(frameworks, place);
}

/** The scheduler a pod asks for. */
export function schedulerNameOf({ spec }: V1Pod): string {
  return spec?.schedulerName ?? 'default-scheduler';
}
