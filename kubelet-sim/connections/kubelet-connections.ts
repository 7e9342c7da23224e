import type { V1Pod } from '../../api/index.ts';
import {
  type ContainerAddress,
  goQuote,
  type HttpAnswer,
  type HttpCall,
  KubeletError,
  type LocalKubeletApi,
  type LogOptions,
  messageOf,
  type PodAddress,
  type PodPort,
  type RunProcess,
  type WantedStreams,
} from '../../apimachinery/index.ts';
import type { LocalFile, LocalMachine } from '../../environment/index.ts';
import { textNames } from '../behaviours/declared-text.ts';
import { attachTo } from '../exec/attach.ts';
import { type ExecContext, execProgram } from '../exec/exec.ts';
import { loggedLife } from '../logs/container-life.ts';
import { localLog } from '../logs/local-log.ts';
import { defaultLog } from '../logs/log-row.ts';
import { logStream } from '../logs/log-stream.ts';
import type { KubeletServer } from '../server/kubelet-server.ts';
import type { ConnectedPod } from './connected-pod.ts';
import { containersOf } from './containers-of.ts';
import { declaredOf } from './declared-for.ts';
import { neededMachine } from './local-program.ts';
import { podPort } from './pod-ports.ts';
import { processIn } from './run-process.ts';
import { findRunning, lifeOf, runningContainer } from './running-container.ts';

/** What connections to a kubelet have to know of its node. */
export interface ConnectionsContext extends ExecContext {
  /** Of `namespace/name`; undefined: no such pod is known. */
  find(key: string): ConnectedPod | undefined;
  /** What it answers of itself. */
  readonly server: KubeletServer;
}

/** What a kubelet answers to its API server. Mirrors kubernetes pkg/kubelet/server. */
export class KubeletConnections implements LocalKubeletApi {
  readonly #context: ConnectionsContext;

  constructor(context: ConnectionsContext) {
    this.#context = context;
  }

  logs(of: ContainerAddress, options: LogOptions): AsyncIterable<Uint8Array> {
    const { environment, behaviours } = this.#context;
    const worker = this.#find(of);
    if (worker === undefined) throw new KubeletError(404, `pod ${goQuote(of.pod)} does not exist`);
    const pod = byNow(worker);
    const spec = containersOf(pod).find(({ name }) => name === of.container);
    if (spec === undefined) {
      const says = `container ${goQuote(of.container)} not found in pod ${goQuote(of.pod)}`;
      throw new KubeletError(404, says);
    }
    const declared = declaredOf(behaviours, pod, spec, 'logs', 'localLogs');
    const life = loggedLife(pod, of.container, options.previous === true);
    const written = worker.processLog(of.container, options.previous === true);
    if (written !== undefined) return this.#follow(written.open(), options, worker, of.container);
    const { localLogs } = declared ?? {};
    const file = options.previous === true ? localLogs?.previousFile : localLogs?.file;
    if (file !== undefined) return this.#fileLog(file, options, worker, of.container);
    const source = {
      rows: declared?.logs ?? defaultLog,
      container: of.container,
      life,
      names: textNames(pod, spec),
      pod: () => (worker.gone ? {} : byNow(worker)),
      onChange: (callback: () => void) => worker.onChange(callback),
    };
    return logStream(environment, source, options);
  }

  exec(of: ContainerAddress, command: readonly string[], { tty }: WantedStreams): RunProcess {
    const container = runningContainer(this.#needed(of), of.container);
    const { environment } = this.#context;
    return processIn(environment, container, execProgram(this.#context, container, command, tty));
  }

  attach(of: ContainerAddress, streams: WantedStreams): RunProcess {
    const worker = this.#needed(of);
    const container = runningContainer(worker, of.container);
    const options = { follow: true, tailLines: 0 };
    const { localAttach } =
      declaredOf(this.#context.behaviours, container.pod, container.spec, 'localAttach') ?? {};
    const log = () =>
      localAttach === undefined
        ? this.logs(of, options)
        : this.#fileLog(localAttach.file, options, worker, of.container);
    return attachTo(this.#context, container, streams, log);
  }

  port(of: PodAddress, port: number): PodPort | undefined {
    const { behaviours, environment } = this.#context;
    const worker = this.#needed(of);
    const pod = byNow(worker);
    const running = new Set(
      (pod.status?.containerStatuses ?? []).filter(({ state }) => state?.running).map(({ name }) => name),
    );
    const listeners = (pod.spec?.containers ?? [])
      .filter(({ name }) => running.has(name))
      .map((spec) => ({
        spec,
        declared: declaredOf(behaviours, pod, spec, 'http', 'process'),
        onEnd: (callback: () => void) => {
          const { ended, stop } = lifeOf(runningContainer(worker, spec.name), environment);
          ended.addEventListener('abort', callback);
          return stop;
        },
      }));
    return podPort(pod, listeners, port, this.#context);
  }

  async http(call: HttpCall): Promise<HttpAnswer> {
    return this.#context.server.serve(call);
  }

  /** A file of the machine. */
  #fileLog(path: string, options: LogOptions, worker: ConnectedPod, name: string): AsyncIterable<Uint8Array> {
    const file = openFile(neededMachine(this.#context.machine), path);
    return this.#follow(file, options, worker, name);
  }

  /** Followed until the container ends. */
  #follow(
    file: LocalFile,
    options: LogOptions,
    worker: ConnectedPod,
    name: string,
  ): AsyncIterable<Uint8Array> {
    const container = options.follow === true ? findRunning(worker, name) : undefined;
    if (container === undefined) return localLog(file, { ...options, follow: false });
    return localLog(file, options, lifeOf(container, this.#context.environment));
  }

  #find({ namespace, pod }: PodAddress): ConnectedPod | undefined {
    return this.#context.find(`${namespace}/${pod}`);
  }

  #needed(of: PodAddress): ConnectedPod {
    const worker = this.#find(of);
    if (worker === undefined) throw new KubeletError(404, 'pod does not exist');
    return worker;
  }
}

function openFile(machine: LocalMachine, path: string): LocalFile {
  try {
    return machine.open(path);
  } catch (error) {
    throw new KubeletError(400, messageOf(error));
  }
}

function byNow(worker: ConnectedPod): V1Pod {
  return { ...worker.pod, status: worker.status() };
}
