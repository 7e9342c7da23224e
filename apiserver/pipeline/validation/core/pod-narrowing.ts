import {
  internalEqual,
  internalValue,
  type V1NodeAffinity,
  type V1NodeSelectorRequirement,
  type V1NodeSelectorTerm,
  type V1PodSpec,
} from '../../../../api/index.ts';
import { type FieldPath, fieldInvalid } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

/** As long as a pod is gated it may be told to run on fewer nodes, never on more. */
export function checkNarrowing(errors: Errors, path: FieldPath, spec: V1PodSpec, old: V1PodSpec): void {
  const selector = spec.nodeSelector ?? {};
  const isKept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => selector[key] === value);
  if (!isKept) {
    const says = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(fieldInvalid(path.child('nodeSelector'), spec.nodeSelector ?? null, says));
  }
  checkNodeAffinity(
    errors,
    path.child('affinity', 'nodeAffinity'),
    spec.affinity?.nodeAffinity,
    old.affinity?.nodeAffinity,
  );
}

/** Mirrors validateNodeAffinityMutation. */
function checkNodeAffinity(
  errors: Errors,
  path: FieldPath,
  affinity: V1NodeAffinity | undefined,
  old: V1NodeAffinity | undefined,
): void {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const before = old?.[required]?.nodeSelectorTerms ?? [];
  const terms = affinity?.[required]?.nodeSelectorTerms;
  const at = path.child(required, 'nodeSelectorTerms');
  if (before.length > 0 && before.length !== (terms?.length ?? 0)) {
    const says = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    errors.push(fieldInvalid(at, internalValue('[]NodeSelectorTerm', terms), says));
    return;
  }
  for (const [index, was] of before.entries()) {
    const term = terms?.[index] ?? {};
    if (onlyAdds(term, was)) continue;
    const says = 'only additions are allowed (no mutations or deletions)';
    errors.push(fieldInvalid(at.index(index), internalValue('NodeSelectorTerm', term), says));
  }
}

/** A term that asks for nothing matches nothing: more would be added to it than it had. */
function onlyAdds(term: V1NodeSelectorTerm, before: V1NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const isEmpty = (one: V1NodeSelectorTerm) => lists.every((list) => (one[list]?.length ?? 0) === 0);
  if (isEmpty(before)) return isEmpty(term);
  return lists.every((list) => startsWith(term[list], before[list]));
}

function startsWith(
  list: readonly V1NodeSelectorRequirement[] = [],
  start: readonly V1NodeSelectorRequirement[] = [],
): boolean {
  return internalEqual('[]NodeSelectorRequirement', list.slice(0, start.length), start);
}
