import type { KubeObject } from '../../../apimachinery/index.ts';
import type { Client, DiscoveredResource } from '../../../client/index.ts';

/** Every state of every object that was there while this looked on. */
export class WatchedObjects {
  /** In the order in which they were written, as far as they are of one kind. */
  readonly states: KubeObject[] = [];

  /** Resolves when it looks on; for as long as the cluster runs. */
  async watch(client: Client, resources: readonly DiscoveredResource[]): Promise<void> {
    const sink = {
      events: (batch: readonly { readonly type: string; readonly object: KubeObject }[]) => {
        for (const { type, object } of batch) if (type !== 'DELETED') this.states.push(object);
      },
      end: () => {},
    };
    await Promise.all(resources.map((resource) => client.watch(resource, {}, sink)));
  }
}

/** The condition of a PodDisruptionBudget: it turns with every pod that comes and goes. */
const countsPods = 'DisruptionAllowed';

/** A condition of a status, as far as its course is compared. */
interface Condition {
  readonly type: string;
  readonly status: string;
}

/**
 * Of each condition of each object, by `Job default/pi Complete`, the statuses that it went through. Reasons are left out: those
 * that stand for a moment depend on how quickly controllers answer one another.
 */
export function conditionCourses(states: readonly KubeObject[]): ReadonlyMap<string, readonly string[]> {
  const courses = new Map<string, string[]>();
  for (const state of states) {
    for (const { type, status } of conditionsOf(state)) {
      if (type === countsPods) continue;
      const { namespace = '', name: objectName } = state.metadata ?? {};
      const name = `${state.kind} ${namespace}/${objectName} ${type}`;
      const course = courses.get(name) ?? [];
      courses.set(name, course);
      if (course.at(-1) !== status) course.push(status);
    }
  }
  return courses;
}

function conditionsOf(object: KubeObject): readonly Condition[] {
  const { status } = object as { readonly status?: { readonly conditions?: readonly Condition[] } };
  return status?.conditions ?? [];
}
