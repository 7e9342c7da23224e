import type { V1Container, V1Node, V1Pod } from '../../api/index.ts';
import { goQuote, isObject, type KubeObject, messageOf } from '../../apimachinery/index.ts';
import type { Clock } from '../../environment/index.ts';
import { NodeInfo } from '../cache/node-info.ts';
import type { ExtenderConfiguration } from '../configuration/configuration.ts';
import type { Snapshot } from '../framework/handle.ts';
import type { PreemptionCandidate } from '../framework/plugin.ts';
import type { CallExtender } from './call-extender.ts';

/** What an extender says of nodes: which will do, and why others will not; of the latter, whom no pod that goes would help. */
export interface Filtered {
  readonly passed: readonly NodeInfo[];
  readonly failed: Readonly<Record<string, string>>;
  readonly unresolvable: Readonly<Record<string, string>>;
}

/**
 * Who is asked besides the plugins, in the JSON of kube-scheduler extender/v1, whose fields Go reads in upper and lower case.
 * All calls throw what went wrong. Mirrors kubernetes pkg/scheduler (HTTPExtender).
 */
export class Extender {
  readonly configuration: ExtenderConfiguration;
  readonly #clock: Clock;
  readonly #call: CallExtender;

  constructor(configuration: ExtenderConfiguration, clock: Clock, call: CallExtender) {
    this.configuration = configuration;
    this.#clock = clock;
    this.#call = call;
  }

  /** Whether the pod asks for one of the resources that are the extender's business. */
  isInterested({ spec }: V1Pod): boolean {
    const { managedResources } = this.configuration;
    if (managedResources.size === 0) return true;
    const containers: readonly V1Container[] = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
    return containers.some(({ resources: { requests = {}, limits = {} } = {} }) =>
      Object.keys({ ...requests, ...limits }).some((name) => managedResources.has(name)),
    );
  }

  async filter(pod: V1Pod, nodes: readonly NodeInfo[]): Promise<Filtered> {
    const { filterVerb, nodeCacheCapable, urlPrefix } = this.configuration;
    const result = await this.#send(filterVerb, this.#args(pod, nodes));
    if (result.error) throw new Error(String(result.error));
    const { failednodes: failed = {}, failedandunresolvablenodes: unresolvable = {} } = result;
    const reasons = { failed, unresolvable } as Pick<Filtered, 'failed' | 'unresolvable'>;
    if (!nodeCacheCapable || !Array.isArray(result.nodenames))
      return { passed: nodesOf(result.nodes), ...reasons };
    const known = new Map(nodes.map((node) => [node.name, node]));
    const passed = result.nodenames.map((name: string) => {
      const node = known.get(name);
      if (node !== undefined) return node;
      const claims = `extender ${goQuote(urlPrefix)} claims a filtered node ${goQuote(name)}`;
      throw new Error(`${claims} which is not found in the input node list`);
    });
    return { passed, ...reasons };
  }

  /** By the names of nodes, as they are to be counted: a weight of 1 and a score of 10 are as much as a plugin can give. */
  async prioritize(pod: V1Pod, nodes: readonly NodeInfo[]): Promise<ReadonlyMap<string, number>> {
    const { prioritizeVerb, weight } = this.configuration;
    const list = await this.#post(prioritizeVerb, this.#args(pod, nodes));
    const scores = Array.isArray(list) ? list.map(lowered) : [];
    return new Map(
      scores.map(({ host = '', score = 0 }) => [String(host), Number(score) * weight * scoreScale]),
    );
  }

  async bind({ metadata }: V1Pod, nodeName: string): Promise<void> {
    const { name: PodName, namespace: PodNamespace, uid: PodUID } = metadata ?? {};
    const args = { PodName, PodNamespace, PodUID, Node: nodeName };
    const { error } = await this.#send(this.configuration.bindVerb, args);
    if (error) throw new Error(String(error));
  }

  /** Those of the candidates that it agrees to, with the victims that it wants. */
  async preempt(
    pod: V1Pod,
    candidates: readonly PreemptionCandidate[],
    snapshot: Pick<Snapshot, 'node'>,
  ): Promise<readonly PreemptionCandidate[]> {
    const { preemptVerb, nodeCacheCapable } = this.configuration;
    const metaVictims = ({ victims }: PreemptionCandidate) => victims.map(({ uid }) => ({ UID: uid }));
    const fullVictims = ({ victims }: PreemptionCandidate) => victims.map((victim) => asGo(victim.pod));
    const victimsBy = (pods: (candidate: PreemptionCandidate) => readonly object[]) =>
      Object.fromEntries(
        candidates.map((one) => [one.node, { Pods: pods(one), NumPDBViolations: one.violations }]),
      );
    const { nodenametometavictims: answer = {} } = await this.#send(preemptVerb, {
      Pod: asGo(pod),
      NodeNameToVictims: nodeCacheCapable ? null : victimsBy(fullVictims),
      NodeNameToMetaVictims: nodeCacheCapable ? victimsBy(metaVictims) : null,
    });
    return Object.entries(answer as object).map(([node, victims]) =>
      this.#candidate(node, lowered(victims), snapshot),
    );
  }

  #candidate(nodeName: string, said: Lowered, snapshot: Pick<Snapshot, 'node'>): PreemptionCandidate {
    const node = snapshot.node(nodeName);
    if (node === undefined) throw new Error(`nodeinfo not found for node name ${goQuote(nodeName)}`);
    const pods = Array.isArray(said.pods) ? said.pods.map(lowered) : [];
    const victims = pods.map(({ uid = '' }) => {
      const victim = node.pods.get(String(uid));
      if (victim !== undefined) return victim;
      const claims = `extender: ${this.configuration.urlPrefix} claims to preempt pod (UID: &{${String(uid)}})`;
      throw new Error(`${claims} on node: ${nodeName}, but the pod is not found on that node`);
    });
    return { node: nodeName, victims, violations: Number(said.numpdbviolations ?? 0) };
  }

  #args(pod: V1Pod, nodes: readonly NodeInfo[]): object {
    const { nodeCacheCapable } = this.configuration;
    const items = () => nodes.map(({ node }) => asGo(node ?? {}));
    return {
      Pod: asGo(pod),
      Nodes: nodeCacheCapable ? null : { metadata: {}, items: items() },
      NodeNames: nodeCacheCapable ? nodes.map(({ name }) => name) : null,
    };
  }

  async #send(verb: string, args: object): Promise<Lowered> {
    return lowered(await this.#post(verb, args));
  }

  async #post(verb: string, body: object): Promise<unknown> {
    const { urlPrefix, httpTimeoutMs, tls } = this.configuration;
    const url = `${urlPrefix.replace(/\/+$/, '')}/${verb}`;
    const abort = new AbortController();
    const timer = this.#clock.setTimer(httpTimeoutMs, () => abort.abort(new Error(tooLate)));
    const ended = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason));
    });
    let answer: Awaited<ReturnType<CallExtender>>;
    try {
      answer = await Promise.race([this.#call({ url, body, tls, signal: abort.signal }), ended]);
    } catch (error) {
      throw new Error(`Post ${goQuote(url)}: ${messageOf(error)}`);
    } finally {
      timer.cancel();
    }
    const { status } = answer;
    if (status !== 200) throw new Error(`failed ${verb} with extender at URL ${url}, code ${status}`);
    return answer.body;
  }
}

/** Plugins give up to 100, extenders up to 10. */
const scoreScale = 10;

const tooLate = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

/** Fields by their names in lower case. */
type Lowered = Readonly<Record<string, unknown>>;

function lowered(value: unknown): Lowered {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name.toLowerCase(), field ?? undefined]),
  );
}

/** Of nodes that come back whole nothing but these is known, as in Kubernetes. */
function nodesOf(list: unknown): readonly NodeInfo[] {
  const { items } = lowered(list);
  return (Array.isArray(items) ? (items as readonly V1Node[]) : []).map((node) => {
    const info = new NodeInfo(node.metadata?.name ?? '');
    info.setNode(node);
    return info;
  });
}

/** As kube-scheduler has it in its cache: its kind is known, and who owns its fields is nobody's business. */
function asGo({ apiVersion, kind, ...object }: KubeObject): object {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
