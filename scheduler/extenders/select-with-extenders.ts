import type { PluginScores } from '../../environment/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { CycleState } from '../framework/cycle-state.ts';
import type { Framework } from '../framework/framework.ts';
import type { Snapshot } from '../framework/handle.ts';
import {
  diagnose,
  endedBefore,
  fittingExpected,
  type NodeSelector,
  type Refused,
  type Selection,
} from '../framework/select-node.ts';
import { Status } from '../framework/status.ts';
import { type Extenders, extenderName } from './extenders.ts';

/**
 * As NodeSelector.select, where extenders are asked too: after the filters, and for scores. Other things go on meanwhile:
 * what is found may be out of date, which binding finds out.
 */
export async function selectWithExtenders(
  extenders: Extenders,
  selector: NodeSelector,
  framework: Framework,
  state: CycleState,
  info: PodInfo,
  snapshot: Snapshot,
  kept?: PluginScores[],
): Promise<Selection> {
  const { pod } = info;
  const nodeCount = snapshot.nodes().length;
  const preFiltered = framework.runPreFilter(state, info);
  const ended = endedBefore(preFiltered, nodeCount);
  if (ended !== undefined) return ended;
  const refused: Refused = { nodes: [], statuses: [] };
  const nominated = fittingExpected(framework, state, info, snapshot, preFiltered, refused);
  if (nominated !== undefined) {
    const passed = await extenders.filter(pod, nominated.feasible, { nodes: [], statuses: [] });
    if (!(passed instanceof Status) && passed.length > 0) return nominated;
  }
  const { choosy } = extenders;
  const { feasible, failure } = selector.find(framework, state, info, snapshot, preFiltered, refused, choosy);
  if (failure !== undefined) return { failure };
  const passed = await extenders.filter(pod, feasible, refused);
  if (passed instanceof Status) return { failure: passed };
  const [first] = passed;
  if (first === undefined) {
    const diagnosis = diagnose(nodeCount, refused, preFiltered);
    const plugins = new Set([...diagnosis.plugins, ...(feasible.length > 0 ? [extenderName] : [])]);
    return { diagnosis: { ...diagnosis, plugins } };
  }
  if (passed.length === 1) return { node: first, feasible: passed, scores: [], refused };
  const scores = framework.runScore(state, info, passed, kept);
  if (state.failure !== undefined) return { failure: state.failure };
  await extenders.prioritize(pod, passed, scores);
  return { node: selector.best(passed, scores), feasible: passed, scores, refused };
}
