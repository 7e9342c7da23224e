import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Readable } from 'node:stream';
import type { LocalCommand, LocalProcess } from '../local-machine.ts';
import { guard } from './process-guard.ts';

/** Starts a program in a group of its own, which is ended as one. */
export function startLocalProcess(command: LocalCommand): LocalProcess {
  try {
    return started(command);
  } catch (error) {
    // Some reasons Node throws, others it tells later: a user that this one may not become, a word that is none.
    return neverStarted(error);
  }
}

function started({ words, terminal, directory, variables, user, group }: LocalCommand): LocalProcess {
  const [program = '', ...args] = terminal === true ? inTerminal(words) : words;
  const child = spawn(program, args, {
    detached: true,
    env: { ...process.env, ...variables },
    ...(directory !== undefined && { cwd: directory }),
    ...(user !== undefined && { uid: user }),
    ...(group !== undefined && { gid: group }),
  });
  const { stdin, stdout, stderr, pid } = child;
  // Who reads no more ends its input, and that is not our failure.
  stdin.on('error', () => {});
  const release = pid === undefined ? () => {} : guard(pid);
  const ended = endOf(child).finally(release);
  ended.catch(() => {});
  return {
    stdout: piecesOf(stdout),
    stderr: piecesOf(stderr),
    ended,
    write: (bytes) =>
      new Promise((resolve) => {
        if (stdin.writable) stdin.write(bytes, () => resolve());
        else resolve();
      }),
    endInput: () => void stdin.end(),
    kill: (signal) => kill(child, signal),
  };
}

function neverStarted(error: unknown): LocalProcess {
  const ended = Promise.reject(error);
  ended.catch(() => {});
  return {
    stdout: Readable.from([]),
    stderr: Readable.from([]),
    ended,
    write: async () => {},
    endInput() {},
    kill() {},
  };
}

function piecesOf(stream: Readable): AsyncIterable<Uint8Array> {
  return stream.on('error', () => {});
}

/** What it has started may have its streams after it: nobody waits for these. */
function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

function kill({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
  } catch {
    // It has ended, and all that it has started.
  }
}

/** Node has no terminals; this program gives one to a command, and ends with its exit code. */
function inTerminal(words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return ['script', '--quiet', '--return', '--flush', '--command', quoted, '/dev/null'];
}
