import type { V1Namespace, V1NamespaceCondition } from '../../api/index.ts';
import { formatTime, type ResourceType, setCondition } from '../../apimachinery/index.ts';
import { isPods } from './deletable-resources.ts';

/** What one attempt to empty a namespace came to. */
export interface DeletionFindings {
  /** Why it is not known what there is to delete. */
  readonly discoveryFailure?: string;
  /** What could not be deleted, and why. */
  readonly failures: readonly string[];
  readonly remaining: readonly RemainingContent[];
}

/** Objects of one resource that are still there. */
export interface RemainingContent {
  readonly type: ResourceType;
  readonly count: number;
  /** How many of them have each finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
}

type ConditionText = Omit<V1NamespaceCondition, 'lastTransitionTime'>;

/** What is said when nothing is wrong, in the order the conditions have in a namespace. */
const successes: readonly ConditionText[] = Object.freeze([
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    status: 'False',
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    status: 'False',
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  {
    type: 'NamespaceDeletionContentFailure',
    status: 'False',
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  {
    type: 'NamespaceContentRemaining',
    status: 'False',
    reason: 'ContentRemoved',
    message: 'All content successfully removed',
  },
  {
    type: 'NamespaceFinalizersRemaining',
    status: 'False',
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
]);

/**
 * The namespace with the conditions that tell what was found; the very same namespace when they do already. Mirrors
 * kubernetes pkg/controller/namespace/deletion (NamespaceConditionUpdater, deleteAllContent): as long as there are pods, what
 * remains is not told.
 */
export function withDeletionConditions(
  namespace: V1Namespace,
  findings: DeletionFindings,
  nowMs: number,
): V1Namespace {
  const { discoveryFailure, failures, remaining } = findings;
  const found = [
    ...discoveryCondition(discoveryFailure),
    ...failureCondition(failures),
    ...contentConditions(remaining.some(({ type }) => isPods(type)) ? [] : remaining),
  ];
  const before: readonly V1NamespaceCondition[] = namespace.status?.conditions ?? [];
  let conditions = before;
  for (const success of successes) {
    const wanted = found.find(({ type }) => type === success.type) ?? success;
    conditions = setCondition(conditions, wanted, formatTime(nowMs));
  }
  return conditions === before ? namespace : { ...namespace, status: { ...namespace.status, conditions } };
}

function discoveryCondition(message: string | undefined): readonly ConditionText[] {
  if (message === undefined) return [];
  return [{ type: 'NamespaceDeletionDiscoveryFailure', status: 'True', reason: 'DiscoveryFailed', message }];
}

function failureCondition(failures: readonly string[]): readonly ConditionText[] {
  if (failures.length === 0) return [];
  const texts = [...failures].sort().join(', ');
  return [
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'True',
      reason: 'ContentDeletionFailed',
      message: `Failed to delete all resource types, ${failures.length} remaining: ${texts}`,
    },
  ];
}

function contentConditions(remaining: readonly RemainingContent[]): readonly ConditionText[] {
  if (remaining.length === 0) return [];
  const resources = remaining.map(
    ({ type, count }) => `${type.resource}.${type.group} has ${count} resource instances`,
  );
  const finalizers = [...countFinalizers(remaining)].map(
    ([finalizer, count]) => `${finalizer} in ${count} resource instances`,
  );
  const content: ConditionText = {
    type: 'NamespaceContentRemaining',
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: `Some resources are remaining: ${resources.sort().join(', ')}`,
  };
  if (finalizers.length === 0) return [content];
  return [
    content,
    {
      type: 'NamespaceFinalizersRemaining',
      status: 'True',
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${finalizers.sort().join(', ')}`,
    },
  ];
}

function countFinalizers(remaining: readonly RemainingContent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { finalizers } of remaining) {
    for (const [finalizer, count] of finalizers) counts.set(finalizer, (counts.get(finalizer) ?? 0) + count);
  }
  return counts;
}
