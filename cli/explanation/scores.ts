import type { AttemptFields, PluginScores } from '../../environment/index.ts';
import { table } from './table.ts';

/** As many nodes as stand side by side. */
const columnsMax = 5;

/** What each plugin gave the nodes that would do: of the best ones a table, of all of them a line each. */
export function scoreLines(attempt: AttemptFields, allNodes: boolean): string[] {
  const { feasible, scores, node } = attempt;
  if (scores.length === 0) return [];
  const order = ranked(attempt);
  if (allNodes) return order.map((at) => sumLine(attempt, at, feasible[at] === node));
  const shown = order.slice(0, columnsMax);
  const names = shown.map((at) => `${feasible[at]}${feasible[at] === node ? ' *' : ''}`);
  const rows = scores.map((one) => [
    one.plugin,
    one.weight === 1 ? '' : `x${one.weight}`,
    ...shown.map((at) => cell(one, at)),
  ]);
  const sums = ['sum', '', ...shown.map((at) => String(attempt.totals[at]))];
  const lines = table([['PLUGIN', '', ...names], ...rows, sums], new Set(shown.map((_, at) => at + 2)));
  const others = order.length - shown.length;
  return others === 0 ? lines : [...lines, `and ${others} more, which --all-nodes shows`];
}

/** How many nodes were as good as the best. */
export function bestCount({ totals }: AttemptFields): number {
  const best = greatest(totals);
  return totals.filter((total) => total === best).length;
}

/** The places of the nodes, best first; the one that was taken is the first of its equals. */
function ranked({ feasible, totals, node }: AttemptFields): readonly number[] {
  const totalOf = (at: number) => totals[at] ?? 0;
  const taken = (at: number) => (feasible[at] === node ? 1 : 0);
  return feasible.map((_, at) => at).sort((a, b) => totalOf(b) - totalOf(a) || taken(b) - taken(a) || a - b);
}

function greatest(totals: readonly number[]): number {
  return totals.reduce((best, total) => Math.max(best, total), 0);
}

/** `60`, or `2 -> 60` where the plugin gave another number. */
function cell({ raw, normalized }: PluginScores, at: number): string {
  return raw[at] === normalized[at] ? `${raw[at]}` : `${raw[at]} -> ${normalized[at]}`;
}

/** `node-1  267 = NodeResourcesFit 81 + TaintToleration 3 x 60`. */
function sumLine({ feasible, totals, scores }: AttemptFields, at: number, isTaken: boolean): string {
  const terms = scores.map(({ plugin, weight, normalized }) => {
    const times = weight === 1 ? '' : `${weight} x `;
    return `${plugin} ${times}${normalized[at]}`;
  });
  return `${feasible[at]}${isTaken ? ' *' : ''}  ${totals[at]} = ${terms.join(' + ')}`;
}
