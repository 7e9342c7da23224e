import type { V1Pod } from '../../api/index.ts';
import {
  type ContainerAddress,
  goQuote,
  type HttpAnswer,
  type HttpCall,
  KubeletError,
  type LocalKubeletApi,
  type LogOptions,
  type PodAddress,
  type PodPort,
  type RunProcess,
  type WantedStreams,
} from '../../apimachinery/index.ts';
import { type BehaviourPart, matchesPattern, type PodBehaviour } from '../behaviours/behaviours.ts';
import { containersOf } from '../connections/containers-of.ts';
import { declaredOf } from '../connections/declared-for.ts';
import { type ConnectionsContext, KubeletConnections } from '../connections/kubelet-connections.ts';

/**
 * What a kubelet answers of pods that others play: what is declared, and that nothing is. Mirrors kwok pkg/kwok/server. Differs: of a
 * container that does not run, its status says so, there is nothing but its log.
 */
export class PlayedConnections implements LocalKubeletApi {
  readonly #context: ConnectionsContext;
  readonly #declared: KubeletConnections;

  constructor(context: ConnectionsContext) {
    this.#context = context;
    this.#declared = new KubeletConnections(context);
  }

  logs(of: ContainerAddress, options: LogOptions): AsyncIterable<Uint8Array> {
    const { logs = [], localLogs } = this.#of(of, 'logs', 'localLogs');
    if (logs.length > 0 || localLogs !== undefined) return this.#declared.logs(of, options);
    throw new KubeletError(400, `no logs found for ${containerText(of)}`);
  }

  exec(of: ContainerAddress, command: readonly string[], streams: WantedStreams): RunProcess {
    const { exec = [], localExec } = this.#of(of, 'exec', 'localExec');
    const line = command.join(' ');
    const isDeclared = localExec !== undefined || exec.some((one) => matchesPattern(one.command, line));
    if (isDeclared || this.#context.programs.exec !== undefined)
      return this.#declared.exec(of, command, streams);
    return refusal(`error executing command in container: no exec found for ${containerText(of)}`);
  }

  /** Nobody reads what is typed. */
  attach(of: ContainerAddress, streams: WantedStreams): RunProcess {
    const { logs = [] } = this.#of(of, 'logs');
    const { localAttach } = this.#of(of, 'localAttach');
    if (logs.length > 0 || localAttach !== undefined)
      return this.#declared.attach(of, { ...streams, stdin: false });
    return refusal(`error attaching to container: no attaches found for ${containerText(of)}`);
  }

  port(of: PodAddress, port: number): PodPort | undefined {
    const isDeclared = containersOf(this.#pod(of)).some(({ name }) => {
      const { http = [] } = this.#of({ ...of, container: name }, 'http');
      return http.some((one) => (one.port ?? port) === port);
    });
    if (isDeclared || this.#context.programs.http !== undefined) return this.#declared.port(of, port);
    const run = refusal(`no forward found for port ${port} in pod ${podText(of)}`);
    return { type: 'process', run, onEnd: () => () => {} };
  }

  http(call: HttpCall): Promise<HttpAnswer> {
    return this.#declared.http(call);
  }

  /** What is declared for parts of a container; nothing, where there is no such container. */
  #of(of: ContainerAddress, ...parts: readonly BehaviourPart[]): PodBehaviour {
    const pod = this.#pod(of);
    const spec = containersOf(pod).find(({ name }) => name === of.container);
    return (spec && declaredOf(this.#context.behaviours, pod, spec, ...parts)) ?? {};
  }

  #pod({ namespace, pod }: PodAddress): V1Pod {
    const found = this.#context.find(`${namespace}/${pod}`);
    if (found === undefined) throw new KubeletError(404, 'pod does not exist');
    return found.pod;
  }
}

function refusal(problem: string): RunProcess {
  return async () => ({ problem });
}

function containerText(of: ContainerAddress): string {
  return `container ${goQuote(of.container)} in pod ${podText(of)}`;
}

function podText({ namespace, pod }: PodAddress): string {
  return goQuote(`${namespace}/${pod}`);
}
