import {
  messageOf,
  type ProcessEnd,
  type ProcessStreams,
  type RunProcess,
} from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import { killedCode } from '../container/container-step.ts';
import { lifeOf, type RunningContainer } from './running-container.ts';

/** What a process does with its streams. Resolves with its exit code. */
export type Program = (streams: ProcessStreams) => Promise<number>;

/** A process in a container, that ends with it, and with its client. */
export function processIn(
  environment: Environment,
  container: RunningContainer,
  program: Program,
): RunProcess {
  return async (streams) => {
    const { ended, stop } = lifeOf(container, environment);
    const gone = AbortSignal.any([ended, streams.gone]);
    try {
      const end = new Promise<ProcessEnd>((resolve) => {
        const kill = () => resolve({ exitCode: killedCode });
        if (gone.aborted) kill();
        else gone.addEventListener('abort', kill);
      });
      return await Promise.race([outcome(program, { ...streams, gone }), end]);
    } finally {
      stop();
    }
  };
}

/** A program as a process: what it throws is why it could not begin. */
export function processOf(program: Program): RunProcess {
  return (streams) => outcome(program, streams);
}

async function outcome(program: Program, streams: ProcessStreams): Promise<ProcessEnd> {
  try {
    return { exitCode: await program(streams) };
  } catch (error) {
    return { problem: `error executing command in container: ${messageOf(error)}` };
  }
}
