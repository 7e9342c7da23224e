import type { ProcessEnd, RunProcess, WantedStreams } from '../../apimachinery/index.ts';
import { processIn } from '../connections/run-process.ts';
import type { RunningContainer } from '../connections/running-container.ts';
import { type ExecContext, execProgram } from './exec.ts';

/**
 * What whoever joins a container's own process sees: where it reads (`stdin: true`), its command runs for them, or a shell if it has none, and
 * when that ends the container has ended; else what it writes from now on. With what it ended, the status of its pod says. Differs: each who
 * joins has a process of their own.
 */
export function attachTo(
  context: ExecContext,
  container: RunningContainer,
  { stdin }: WantedStreams,
  log: () => AsyncIterable<Uint8Array>,
): RunProcess {
  return stdin && container.spec.stdin === true ? ownProcess(context, container) : written(log);
}

const ended: ProcessEnd = { exitCode: 0 };

function ownProcess(context: ExecContext, container: RunningContainer): RunProcess {
  const { name = '', command = [], args = [], tty = false } = container.spec;
  const words = [...command, ...args];
  const program = execProgram(context, container, words.length > 0 ? words : ['sh'], tty);
  const run = processIn(context.environment, container, async (streams) => {
    const code = await program(streams);
    if (!streams.gone.aborted) container.worker.endContainer(name, code);
    return code;
  });
  return async (streams) => {
    const end = await run(streams);
    return 'problem' in end ? end : ended;
  };
}

function written(log: () => AsyncIterable<Uint8Array>): RunProcess {
  return async ({ stdout, gone }) => {
    const lines = log()[Symbol.asyncIterator]();
    gone.addEventListener('abort', () => void lines.return?.());
    for (let piece = await lines.next(); piece.done !== true; piece = await lines.next())
      await stdout(piece.value);
    return ended;
  };
}
