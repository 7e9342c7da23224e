import { formatTime } from '../../apimachinery/values/time.ts';
import type { KeptAttempt, PodAttempts } from '../../scheduler/attempts/attempt-log.ts';
import type { Output } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { placeLine, reason } from './place.ts';
import { bestCount, scoreLines } from './scores.ts';
import { table } from './table.ts';

export interface ExplanationOptions {
  /** One of all attempts; default: the last. */
  readonly which?: WhichAttempt;
  /** Every node by its name. */
  readonly allNodes: boolean;
  readonly output: Output;
}

/** The attempt of this number, from 1 on; or the last that was made of the pod as it was at this revision. */
export type WhichAttempt = { readonly attempt: number } | { readonly revision: number };

/** Why a pod is where it is, or nowhere, for people. Throws UsageError where there is nothing to tell. */
export function explanation(known: PodAttempts, options: ExplanationOptions): string {
  const { pod, attempts } = known;
  const { style } = options.output;
  if (attempts.length === 0 && known.place === undefined) throw new UsageError(nothingKnown(known), 1);
  const lines = [`${style('bold', `Pod ${pod}`)}: ${placeLine(known)}`];
  const attempt = chosen(known, options.which);
  if (attempt !== undefined) lines.push('', ...attemptLines(attempt, options), ...otherLines(known, attempt));
  return lines.join('\n');
}

function nothingKnown({ pod, forgotten }: PodAttempts): string {
  const perhaps =
    forgotten === 0
      ? 'there is none, or no scheduler here takes it (spec.schedulerName)'
      : `there is none, or it is among the ${forgotten} attempts that were forgotten for lack of room`;
  return `nothing is known of pod ${pod}: ${perhaps}`;
}

function chosen(known: PodAttempts, which: WhichAttempt | undefined): KeptAttempt | undefined {
  const { attempts } = known;
  if (which === undefined) return attempts.at(-1);
  const found = attempts.findLast((one) =>
    'attempt' in which ? one.attempt === which.attempt : one.podRevision === which.revision,
  );
  if (found !== undefined) return found;
  throw new UsageError(notKept(known, which), 1);
}

function notKept({ pod, attempts, forgotten }: PodAttempts, which: WhichAttempt): string {
  const [what, kept] =
    'attempt' in which
      ? [`attempt ${which.attempt} of pod ${pod}`, attempts.map(({ attempt }) => attempt)]
      : [`an attempt of revision ${which.revision} of pod ${pod}`, attempts.map((one) => one.podRevision)];
  const isGone = forgotten > 0 && attempts[0]?.attempt !== 1;
  const known = kept.length === 0 ? 'there is none' : `known: ${[...new Set(kept)].join(', ')}`;
  return `${what} is not known; ${known}${isGone ? '; earlier ones were forgotten for lack of room' : ''}`;
}

function otherLines({ attempts }: PodAttempts, { attempt }: KeptAttempt): string[] {
  const others = attempts.filter((one) => one.attempt !== attempt).map((one) => one.attempt);
  return others.length === 0 ? [] : ['', `other attempts, by --attempt: ${others.join(', ')}`];
}

function attemptLines(attempt: KeptAttempt, { allNodes, output: { style } }: ExplanationOptions): string[] {
  const { by, atMs, because, podRevision } = attempt;
  const refused = refusedLines(attempt, allNodes);
  const scores = scoreLines(attempt, allNodes);
  const candidates = candidateLines(attempt, allNodes);
  return [
    `${style('bold', `attempt ${attempt.attempt}`)} of revision ${podRevision} at ${formatTime(atMs)} by ${by}${reason(because)}`,
    resultLine(attempt),
    ...(attempt.nominatedNode ? [`others make way for it on ${attempt.nominatedNode}`] : []),
    ...(refused.length === 0 ? [] : ['', ...refused]),
    ...(scores.length === 0 ? [] : ['', ...scores]),
    ...(candidates.length === 0 ? [] : ['', ...candidates]),
  ];
}

function resultLine(attempt: KeptAttempt): string {
  const { node, message, feasible } = attempt;
  if (node !== undefined) return `it went to ${node}, ${whyThere(attempt)}`;
  const found = feasible.length > 0 ? `, though ${feasible.length} nodes would do` : '';
  return `it went nowhere${found}: ${message}`;
}

function whyThere(attempt: KeptAttempt): string {
  const { feasible, scores, unsought } = attempt;
  if (unsought !== undefined) return unsoughtBecause[unsought];
  if (feasible.length === 1) return 'the only node that would do';
  const best = bestCount(attempt);
  if (scores.length === 0 || best === feasible.length)
    return `drawn from ${feasible.length} nodes that were equally good`;
  if (best === 1) return `the best of ${feasible.length} nodes that would do`;
  return `drawn from the best ${best} of ${feasible.length} nodes that would do`;
}

const unsoughtBecause: Readonly<Record<NonNullable<KeptAttempt['unsought']>, string>> = {
  nominated: 'which it was nominated for; no other was looked at',
  batched: 'the next best one for pods like the one before; no other was looked at',
};

/** As many names as say which nodes are meant. */
const namesMax = 5;

function refusedLines(attempt: KeptAttempt, allNodes: boolean): string[] {
  const { refused, absent, nodeCount, feasible, unsought } = attempt;
  const looked = refused.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const rows = refused.map(({ plugin, reasons, nodes }) => [
    String(nodes.length),
    plugin,
    reasons.join(', '),
    names(nodes, allNodes),
  ]);
  const others = nodeCount - looked - feasible.length;
  if (absent !== undefined && others > 0)
    rows.push([String(others), absent.plugin, absent.reasons.join(', '), 'all others']);
  else if (others > 0 && unsought === undefined)
    rows.push([String(others), '', 'not looked at: enough others would do', '']);
  return rows.length === 0 ? [] : table([['NODES', 'REFUSED BY', 'WHY', 'WHICH'], ...rows], new Set([0]));
}

/** Who would have to go from where; the node that was taken comes first. */
function candidateLines({ candidates = [], nominatedNode }: KeptAttempt, allNodes: boolean): string[] {
  if (candidates.length === 0) return [];
  const taken = candidates.filter(({ node }) => node === nominatedNode);
  const others = candidates.filter(({ node }) => node !== nominatedNode);
  const rows = [...taken, ...others].map(({ node, victims, violations }) => [
    node === nominatedNode ? `${node} *` : node,
    names(victims, allNodes),
    violations === 0 ? '' : `against ${violations === 1 ? 'a budget' : `budgets: ${violations}`}`,
  ]);
  const shown = allNodes ? rows : rows.slice(0, namesMax);
  return table([['MAKING WAY ON', 'PODS', ''], ...shown]);
}

function names(nodes: readonly string[], all: boolean): string {
  if (all || nodes.length <= namesMax) return nodes.join(', ');
  return `${nodes.slice(0, namesMax).join(', ')}, ...`;
}
