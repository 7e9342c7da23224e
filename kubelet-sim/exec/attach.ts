import type { WantedStreams } from '../../apimachinery/index.ts';
import type { Program } from '../connections/run-process.ts';
import type { RunningContainer } from '../connections/running-container.ts';
import { type ExecContext, execProgram } from './exec.ts';

/**
 * What whoever joins a container's own process sees: where it reads (`stdin: true`), a shell; else what it writes from now on. When the
 * shell ends, the process has ended.
 */
export function attachedProgram(
  context: ExecContext,
  container: RunningContainer,
  { stdin }: WantedStreams,
  log: () => AsyncIterable<Uint8Array>,
): Program {
  const { spec } = container;
  if (stdin && spec.stdin === true) {
    const shell = execProgram(context, container, ['sh'], spec.tty === true);
    return async (streams) => {
      const code = await shell(streams);
      if (spec.stdinOnce === true || spec.tty === true) container.worker.endContainer(spec.name ?? '', code);
      return code;
    };
  }
  return async (streams) => {
    const lines = log()[Symbol.asyncIterator]();
    streams.gone.addEventListener('abort', () => void lines.return?.());
    for (let piece = await lines.next(); piece.done !== true; piece = await lines.next())
      await streams.stdout(piece.value);
    return 0;
  };
}
