import type { V1Pod } from '../../api/index.ts';
import { messageOf } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { ExtenderConfiguration } from '../configuration/configuration.ts';
import type { Snapshot } from '../framework/handle.ts';
import type { PreemptionCandidate } from '../framework/plugin.ts';
import type { Refused } from '../framework/select-node.ts';
import { Status } from '../framework/status.ts';
import type { CallExtender } from './call-extender.ts';
import { Extender } from './extender.ts';

/** By whom a node is turned down that an extender does not want. Mirrors framework.ExtenderName. */
export const extenderName = 'Extender';

/** The extenders of a scheduler: each that a pod concerns is asked in turn. What goes wrong with one that may fail is passed over. */
export class Extenders {
  readonly #all: readonly Extender[];

  constructor(
    { clock }: Pick<Environment, 'clock'>,
    configurations: readonly ExtenderConfiguration[],
    call: CallExtender,
  ) {
    this.#all = configurations.map((one) => new Extender(one, clock, call));
  }

  get none(): boolean {
    return this.#all.length === 0;
  }

  /** Whether any has something to say about which nodes there are to choose from, or which is best. */
  get choosy(): boolean {
    return this.#all.some(
      ({ configuration: { filterVerb, prioritizeVerb } }) => filterVerb + prioritizeVerb !== '',
    );
  }

  /** The nodes that pass; what is said of others is put into `refused`. Mirrors findNodesThatPassExtenders. */
  async filter(
    pod: V1Pod,
    nodes: readonly NodeInfo[],
    refused: Refused,
  ): Promise<readonly NodeInfo[] | Status> {
    let left = nodes;
    for (const extender of this.#having('filterVerb', pod)) {
      if (left.length === 0) break;
      const before = left;
      const found = await attempt(extender, () => extender.filter(pod, before));
      if (found instanceof Status) return found;
      if (found === undefined) continue;
      const { failed, unresolvable, passed } = found;
      for (const node of left) {
        const says = unresolvable[node.name] ?? failed[node.name];
        if (says === undefined) continue;
        const code = node.name in unresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable';
        refused.nodes.push(node);
        refused.statuses.push(new Status(code, extenderName, says));
      }
      left = passed;
    }
    return left;
  }

  /** Adds what they give to the scores of the nodes; one that fails gives nothing. */
  async prioritize(pod: V1Pod, nodes: readonly NodeInfo[], scores: number[]): Promise<void> {
    const asked = this.#having('prioritizeVerb', pod).map((one) =>
      one.prioritize(pod, nodes).catch(() => nothing),
    );
    for (const given of await Promise.all(asked)) {
      for (const [at, { name }] of nodes.entries()) scores[at] = (scores[at] ?? 0) + (given.get(name) ?? 0);
    }
  }

  /** True: one has bound the pod; false: that is up to the plugins. */
  async bind(pod: V1Pod, nodeName: string): Promise<boolean | Status> {
    for (const extender of this.#having('bindVerb', pod)) {
      const bound = await attempt(extender, async () => {
        await extender.bind(pod, nodeName);
        return true;
      });
      if (bound !== undefined) return bound;
    }
    return false;
  }

  /** Whether `preempt` has anybody to ask. */
  concernsPreemptionOf(pod: V1Pod): boolean {
    return this.#having('preemptVerb', pod).length > 0;
  }

  /** The candidates that are left, of which the best is to be taken. Mirrors callExtenders. */
  async preempt(
    pod: V1Pod,
    candidates: readonly PreemptionCandidate[],
    snapshot: Pick<Snapshot, 'node'>,
  ): Promise<readonly PreemptionCandidate[] | Status> {
    let left = candidates;
    for (const extender of this.#having('preemptVerb', pod)) {
      if (left.length === 0) break;
      const before = left;
      const found = await attempt(extender, () => extender.preempt(pod, before, snapshot));
      if (found instanceof Status) return found;
      if (found === undefined) continue;
      const empty = found.find(({ victims }) => victims.length === 0);
      if (empty !== undefined && !extender.configuration.ignorable)
        return failure(`expected at least one victim pod on node "${empty.node}"`);
      left = found.filter(({ victims }) => victims.length > 0);
    }
    return left;
  }

  #having(verb: Verb, pod: V1Pod): readonly Extender[] {
    return this.#all.filter((one) => one.configuration[verb] !== '' && one.isInterested(pod));
  }
}

type Verb = 'filterVerb' | 'prioritizeVerb' | 'preemptVerb' | 'bindVerb';

const nothing: ReadonlyMap<string, number> = new Map();

/** Undefined where it failed and may. */
async function attempt<T>(
  { configuration }: Extender,
  ask: () => Promise<T>,
): Promise<T | Status | undefined> {
  try {
    return await ask();
  } catch (error) {
    return configuration.ignorable ? undefined : failure(messageOf(error));
  }
}

function failure(message: string): Status {
  return new Status('Error', extenderName, message);
}
