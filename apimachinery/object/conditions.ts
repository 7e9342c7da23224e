/** What every condition has. Mirrors metav1.Condition; kinds with conditions of their own have a little more or less. */
export interface ConditionLike {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly observedGeneration?: number;
}

/** The condition of a type. Where there are none some kinds have null. */
export function findCondition<T extends ConditionLike>(
  conditions: readonly T[] | null | undefined,
  type: string,
): T | undefined {
  if (conditions === undefined || conditions === null) return undefined;
  for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/** Whether there is a condition of this type with status `True`. */
export function isConditionTrue(
  conditions: readonly ConditionLike[] | null | undefined,
  type: string,
): boolean {
  return findCondition(conditions, type)?.status === 'True';
}

/**
 * The condition with the time since which its status is as it is: that of the former one as long as the status stays
 * (none, if that one has none), else the one it has, or `now`. Mirrors what each of Kubernetes' setters of conditions does.
 */
export function withTransitionTime<T extends ConditionLike>(
  condition: T,
  former: ConditionLike | undefined,
  now?: string,
): T {
  const own = condition.lastTransitionTime;
  const stays = former?.status === condition.status;
  const time = stays ? former.lastTransitionTime : (own ?? now);
  if (time === own) return condition;
  if (time !== undefined) return { ...condition, lastTransitionTime: time };
  const { lastTransitionTime: _, ...timeless } = condition;
  return timeless as T;
}

/**
 * The conditions with this one in the place of the former of its type, or at the end. The time of the last transition
 * is that of `withTransitionTime`. The very same list when nothing changes.
 * Mirrors k8s.io/apimachinery pkg/api/meta (SetStatusCondition).
 *
 * @example
 *     const ready = { type: 'Ready', status: 'True', reason: 'AllPodsReady', message: '' };
 *     const conditions = setCondition(website.status?.conditions, ready, formatTime(environment.clock.now()));
 */
export function setCondition<T extends ConditionLike>(
  conditions: readonly T[] | null | undefined,
  condition: T,
  now: string,
): readonly T[] {
  const list = conditions ?? [];
  const index = list.findIndex((candidate) => candidate.type === condition.type);
  const old = list[index];
  const next = withTransitionTime(condition, old, now);
  if (old === undefined) return [...list, next];
  return sameCondition(old, next) ? list : list.with(index, next);
}

/** The conditions without the one of this type; the very same list when there is none. */
export function removeCondition<T extends ConditionLike>(
  conditions: readonly T[],
  type: string,
): readonly T[] {
  const rest = conditions.filter((condition) => condition.type !== type);
  return rest.length === conditions.length ? conditions : rest;
}

/** By every field either of them has; null is none. Conditions are flat. */
function sameCondition(a: object, b: object): boolean {
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const differs = (field: string) => (left[field] ?? undefined) !== (right[field] ?? undefined);
  for (const field in left) if (differs(field)) return false;
  for (const field in right) if (differs(field)) return false;
  return true;
}
