import { KubeletError, type ProcessStreams } from '../../apimachinery/index.ts';
import type { LocalCommand, LocalMachine, LocalProcess } from '../../environment/index.ts';
import type { LocalPlace } from '../behaviours/behaviours.ts';
import type { Program } from './run-process.ts';

/** Throws KubeletError where there is no machine. */
export function neededMachine(machine: LocalMachine | undefined): LocalMachine {
  if (machine !== undefined) return machine;
  throw new KubeletError(500, 'files and programs of the machine are there in real time only');
}

/** A program of this machine, which ends with its client. */
export function localProgram(machine: LocalMachine, command: LocalCommand): Program {
  return async (streams) => {
    const child = machine.start(command);
    const end = () => child.kill('SIGKILL');
    if (streams.gone.aborted) end();
    else streams.gone.addEventListener('abort', end);
    void feed(streams.stdin, child);
    const copied = [copy(child.stdout, streams.stdout), copy(child.stderr, streams.stderr)];
    const code = await child.ended;
    // Its last words.
    await Promise.race([Promise.all(copied), gone(streams)]);
    return code;
  };
}

/** Words as a program that runs in such a place. */
export function localCommand(
  { workDir: directory, env: variables, user, group }: LocalPlace,
  words: readonly string[],
  terminal = false,
): LocalCommand {
  return {
    words,
    terminal,
    ...(directory !== undefined && { directory }),
    ...(variables !== undefined && { variables }),
    ...(user !== undefined && { user }),
    ...(group !== undefined && { group }),
  };
}

async function feed(stdin: ProcessStreams['stdin'], child: LocalProcess): Promise<void> {
  for await (const piece of stdin) await child.write(piece);
  child.endInput();
}

async function copy(
  pieces: AsyncIterable<Uint8Array>,
  to: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  for await (const piece of pieces) await to(piece);
}

function gone({ gone: signal }: ProcessStreams): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
