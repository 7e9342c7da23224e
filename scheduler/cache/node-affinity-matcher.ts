import type { V1Node, V1NodeSelectorRequirement, V1NodeSelectorTerm, V1Pod } from '../../api/index.ts';
import { parseInt64 } from '../../apimachinery/index.ts';

type Labels = Readonly<Record<string, string>>;

/** What the matcher looks at. */
export interface MatchedNode {
  readonly name: string;
  readonly labels: Labels;
}

interface PreferredTerm {
  readonly weight: number;
  readonly term: Term;
}

/**
 * A pod's nodeSelector and node affinity, made ready for many nodes. Mirrors k8s.io/component-helpers
 * scheduling/corev1/nodeaffinity (RequiredNodeAffinity, PreferredSchedulingTerms).
 */
export class NodeAffinityMatcher {
  /** True when there is something a node must have. */
  readonly required: boolean;
  /** True when there is something a node should have. */
  readonly preferred: boolean;
  /** When the required terms name nodes, only these; empty: they contradict each other. */
  readonly nodeNames: ReadonlySet<string> | undefined;
  readonly #selector: readonly (readonly [key: string, value: string])[];
  /** One of them must match. Absent: none is asked for. */
  readonly #terms: readonly Term[] | undefined;
  readonly #preferred: readonly PreferredTerm[];

  /** Undefined where a pod asks for nothing of the kind. */
  static of(pod: V1Pod): NodeAffinityMatcher | undefined {
    const matcher = new NodeAffinityMatcher(pod);
    return matcher.required || matcher.preferred ? matcher : undefined;
  }

  constructor(pod: V1Pod) {
    const affinity = pod.spec?.affinity?.nodeAffinity;
    const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
    this.#selector = Object.entries(pod.spec?.nodeSelector ?? {});
    this.#terms = terms?.filter((term) => !isEmpty(term)).map(compileTerm);
    this.#preferred = (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      .filter(({ weight, preference }) => weight !== 0 && !isEmpty(preference))
      .map(({ weight, preference }) => ({ weight, term: compileTerm(preference) }));
    this.required = this.#selector.length > 0 || this.#terms !== undefined;
    this.preferred = this.#preferred.length > 0;
    this.nodeNames = terms === undefined ? undefined : namedNodes(terms);
  }

  /** Whether a node has all that is required. */
  matches(node: MatchedNode): boolean {
    for (const [key, value] of this.#selector) if (node.labels[key] !== value) return false;
    return this.#terms === undefined || this.#terms.some((term) => matchesTerm(term, node));
  }

  /** The sum of the weights of the preferences a node meets. */
  score(node: MatchedNode): number {
    let score = 0;
    for (const { weight, term } of this.#preferred) if (matchesTerm(term, node)) score += weight;
    return score;
  }
}

export function matchedNode(node: V1Node): MatchedNode {
  return { name: node.metadata?.name ?? '', labels: node.metadata?.labels ?? {} };
}

/** All requirements of a term must hold. */
interface Term {
  readonly expressions: readonly Requirement[];
  readonly fields: readonly Requirement[];
  /** It asks for something that cannot be: it matches no node. */
  readonly invalid: boolean;
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: ReadonlySet<string>;
  readonly bound: bigint | undefined;
}

function isEmpty(term: V1NodeSelectorTerm): boolean {
  return (term.matchExpressions ?? []).length === 0 && (term.matchFields ?? []).length === 0;
}

function compileTerm(term: V1NodeSelectorTerm): Term {
  const expressions = (term.matchExpressions ?? []).map(compileRequirement);
  const fields = (term.matchFields ?? []).map(compileRequirement);
  const invalid =
    expressions.some(({ operator, bound }) => isComparison(operator) && bound === undefined) ||
    fields.some(({ operator, values }) => !fieldOperators.has(operator) || values.size !== 1);
  return { expressions, fields, invalid };
}

const fieldOperators: ReadonlySet<string> = new Set(['In', 'NotIn']);
const nameField = 'metadata.name';

function compileRequirement({ key, operator, values = [] }: V1NodeSelectorRequirement): Requirement {
  const bound = isComparison(operator) ? parseInt64(values[0] ?? '') : undefined;
  return { key, operator, values: new Set(values), bound };
}

function isComparison(operator: string): boolean {
  return operator === 'Gt' || operator === 'Lt';
}

function matchesTerm(term: Term, node: MatchedNode): boolean {
  if (term.invalid) return false;
  for (const requirement of term.expressions) {
    if (!holds(requirement, node.labels[requirement.key])) return false;
  }
  for (const requirement of term.fields) {
    if (!holds(requirement, requirement.key === nameField ? node.name : '')) return false;
  }
  return true;
}

/** Whether a label's value (undefined: there is no such label) is as required. */
function holds({ operator, values, bound }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.has(value);
    case 'NotIn':
      return value === undefined || !values.has(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const number = value === undefined ? undefined : parseInt64(value);
      if (number === undefined || bound === undefined) return false;
      return operator === 'Gt' ? number > bound : number < bound;
    }
    default:
      return false;
  }
}

/**
 * The nodes the terms name by `metadata.name`: what all terms together allow, or undefined as soon as one term names
 * none. Mirrors kubernetes pkg/scheduler/framework/plugins/nodeaffinity (PreFilter).
 */
function namedNodes(terms: readonly V1NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const term of terms) {
    let ofTerm: Set<string> | undefined;
    for (const { key, operator, values = [] } of term.matchFields ?? []) {
      if (key !== nameField || operator !== 'In') continue;
      const before: Set<string> | undefined = ofTerm;
      ofTerm = new Set(before === undefined ? values : values.filter((name) => before.has(name)));
    }
    if (ofTerm === undefined) return undefined;
    for (const name of ofTerm) names.add(name);
  }
  return terms.length === 0 ? undefined : names;
}
