import { messageOf } from '../../apimachinery/index.ts';
import type { LocalMachine, LocalProcess } from '../../environment/index.ts';
import type { DeclaredProcess } from '../behaviours/behaviours.ts';
import { localCommand } from '../connections/local-program.ts';
import type { ContainerPlan } from '../pod/pod-plan.ts';
import type { ContainerState } from '../pod/pod-state.ts';
import { ProcessLog } from './process-log.ts';

/** A container as far as its process goes. */
export interface ProcessedContainer {
  readonly plan: ContainerPlan;
  readonly state: ContainerState;
}

/** How a container came to its end. */
export type OnEnded = (container: string, code: number) => void;

/** The process of one run of a container. */
interface Run {
  readonly id: string;
  readonly log: ProcessLog;
  readonly child: LocalProcess;
  asked: boolean;
  over: boolean;
}

/** As a shell has it for a program that it cannot run. */
const notRunCode = 127;

/**
 * The containers of a pod that are processes of this machine: each is started when its container has, asked to end when that is
 * (SIGTERM), and ended when that has (SIGKILL). When a process ends by itself, so has its container.
 */
export class PodProcesses {
  readonly #machine: LocalMachine;
  readonly #now: () => number;
  readonly #onEnded: OnEnded;
  readonly #runs = new Map<string, Run>();
  /** Of runs that are over, the last of each container. */
  readonly #former = new Map<string, ProcessLog>();

  constructor(machine: LocalMachine, now: () => number, onEnded: OnEnded) {
    this.#machine = machine;
    this.#now = now;
    this.#onEnded = onEnded;
  }

  /** What a container has written, or wrote in the run before. */
  log(container: string, previous: boolean): ProcessLog | undefined {
    return previous ? this.#former.get(container) : this.#runs.get(container)?.log;
  }

  /** Makes of the processes what the containers are by now. */
  follow(containers: readonly ProcessedContainer[]): void {
    for (const { plan, state } of containers) {
      const { name, behaviour } = plan;
      const { step } = state;
      const run = this.#runs.get(name);
      const id = step.at === 'running' ? step.id : undefined;
      if (run !== undefined && run.id !== id) kill(run);
      if (step.at !== 'running' || behaviour.process === undefined) continue;
      if (run === undefined || run.id !== id) this.#start(name, step.id, behaviour.process, run);
      else if (step.killAtMs !== undefined) this.#ask(run);
    }
  }

  /** The pod is gone, or its kubelet. */
  end(): void {
    for (const run of this.#runs.values()) kill(run);
  }

  #ask(run: Run): void {
    if (run.asked || run.over) return;
    run.asked = true;
    run.child.kill('SIGTERM');
  }

  #start(name: string, id: string, declared: DeclaredProcess, former: Run | undefined): void {
    const { command, ...place } = declared;
    const child = this.#machine.start(localCommand(place, command));
    const log = new ProcessLog(this.#now);
    if (former !== undefined) this.#former.set(name, former.log);
    const run: Run = { id, log, child, asked: false, over: false };
    this.#runs.set(name, run);
    child.endInput();
    void log.take('stdout', child.stdout);
    void log.take('stderr', child.stderr);
    const ended = (code: number) => {
      // What it has started ends with it, as in a container.
      kill(run);
      if (this.#runs.get(name) === run) this.#onEnded(name, code);
    };
    child.ended.then(ended, (error) => {
      void log.take('stderr', lines(`${messageOf(error)}\n`));
      ended(notRunCode);
    });
  }
}

function kill(run: Run): void {
  if (!run.over) run.child.kill('SIGKILL');
  run.over = true;
}

async function* lines(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
