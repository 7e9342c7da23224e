import type {
  V1NodeSelector,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1Pod,
  V1PreferredSchedulingTerm,
} from '../../api/index.ts';
import {
  type FieldError,
  type FieldMatcher,
  type FieldPath,
  type FieldRequirement,
  fieldInvalid,
  fieldMatcher,
  fieldNotSupported,
  InvalidValueError,
  type LabelMatcher,
  type LabelOperator,
  type Labels,
  labelMatcher,
  labelRequirement,
  labelSetMatcher,
  requirementErrors,
} from '../../apimachinery/index.ts';

/** What is looked at of a node. */
export interface MatchedNode {
  readonly name: string;
  readonly labels: Labels;
}

/** Whether a node is one of those that are asked for. */
export type NodeMatcher = (node: MatchedNode) => boolean;

/**
 * A selector of nodes made ready: one of its terms must match. No term, and a term that asks for nothing or for what
 * cannot be, matches no node. Mirrors k8s.io/component-helpers scheduling/corev1/nodeaffinity (LazyErrorNodeSelector).
 */
export function nodeSelectorMatcher({ nodeSelectorTerms }: Partial<V1NodeSelector>): NodeMatcher {
  const terms = (nodeSelectorTerms ?? []).flatMap((term) => compileTerm(term) ?? []);
  return (node) => {
    for (const term of terms) if (matchesTerm(term, node)) return true;
    return false;
  };
}

/** What a pod's nodeSelector and node affinity demand; undefined: nothing. Mirrors GetRequiredNodeAffinity. */
export function requiredNodeAffinity({ spec }: V1Pod): NodeMatcher | undefined {
  if (spec?.nodeSelector === undefined && spec?.affinity === undefined) return undefined;
  const selector = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const hasLabels =
    Object.keys(spec?.nodeSelector ?? {}).length > 0 ? labelSetMatcher(spec?.nodeSelector) : undefined;
  const isSelected = selector && nodeSelectorMatcher(selector);
  if (hasLabels === undefined) return isSelected;
  if (isSelected === undefined) return ({ labels }) => hasLabels.matches(labels);
  return (node) => hasLabels.matches(node.labels) && isSelected(node);
}

/**
 * The sum of the weights of the preferences that a node meets; undefined: nothing is preferred.
 * Mirrors k8s.io/component-helpers scheduling/corev1/nodeaffinity (PreferredSchedulingTerms).
 */
export function preferredNodes(
  preferences: readonly V1PreferredSchedulingTerm[],
): ((node: MatchedNode) => number) | undefined {
  const terms = preferences.flatMap(({ weight, preference }) => {
    const term = weight === 0 ? undefined : compileTerm(preference);
    return term === undefined ? [] : [{ weight, term }];
  });
  if (terms.length === 0) return undefined;
  return (node) => {
    let score = 0;
    for (const { weight, term } of terms) if (matchesTerm(term, node)) score += weight;
    return score;
  };
}

/** All that is there must match. */
interface Term {
  readonly labels: LabelMatcher;
  readonly fields: FieldMatcher;
}

/** Undefined for a term that matches no node. */
function compileTerm({ matchExpressions = [], matchFields = [] }: V1NodeSelectorTerm): Term | undefined {
  if (matchExpressions.length === 0 && matchFields.length === 0) return undefined;
  const fields = matchFields.map(fieldRequirement);
  if (!fields.every((field) => field !== undefined)) return undefined;
  const labels = compileLabels(matchExpressions);
  return labels && { labels, fields: fieldMatcher(fields) };
}

function matchesTerm({ labels, fields }: Term, node: MatchedNode): boolean {
  // A node without a name has no fields, and is not asked for any.
  if (!labels.matches(node.labels)) return false;
  return fields.everything || node.name === '' || fields.matches({ 'metadata.name': node.name });
}

/** How selectors of labels call the operators of nodes'. */
const operators: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
]);

/** Undefined where one of the expressions is not valid. */
function compileLabels(expressions: readonly V1NodeSelectorRequirement[]): LabelMatcher | undefined {
  const known = expressions.flatMap(({ key, operator, values = [] }) => {
    const known = operators.get(operator);
    return known === undefined ? [] : [{ key, operator: known, values }];
  });
  if (known.length < expressions.length) return undefined;
  try {
    return labelMatcher(known.map(({ key, operator, values }) => labelRequirement(key, operator, values)));
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

function fieldRequirement({
  key,
  operator,
  values = [],
}: V1NodeSelectorRequirement): FieldRequirement | undefined {
  const [value] = values;
  if (value === undefined || values.length > 1) return undefined;
  if (operator === 'In') return { field: key, operator: '=', value };
  return operator === 'NotIn' ? { field: key, operator: '!=', value } : undefined;
}

/**
 * What is wrong with the terms of a selector of nodes, where anything wrong is refused. Mirrors
 * k8s.io/component-helpers scheduling/corev1/nodeaffinity (newNodeSelectorTerm).
 */
export function nodeSelectorTermErrors(term: V1NodeSelectorTerm, path: FieldPath): readonly FieldError[] {
  const { matchExpressions = [], matchFields = [] } = term;
  return [
    ...matchExpressions.flatMap(({ key = '', operator = '', values = [] }, at) => {
      const place = path.child('matchExpressions').index(at);
      const known = operators.get(operator);
      return known === undefined
        ? [fieldNotSupported(place.child('operator'), operator, [...operators.keys()])]
        : requirementErrors(key, known, values, place);
    }),
    ...matchFields.flatMap(({ operator = '', values }, at) => {
      const place = path.child('matchFields').index(at);
      if (operator !== 'In' && operator !== 'NotIn')
        return [fieldNotSupported(place.child('operator'), operator, ['In', 'NotIn'])];
      if (values?.length === 1) return [];
      return [fieldInvalid(place.child('values'), values ?? null, 'must have one element')];
    }),
  ];
}
