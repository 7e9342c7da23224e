import type { ProcessStreams } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Environment, LocalMachine } from '../../environment/index.ts';
import { type DeclaredCommand, drawn, matchesPattern, type PodBehaviours } from '../behaviours/behaviours.ts';
import { textNames, withNames } from '../behaviours/declared-text.ts';
import type { ContainerPrograms } from '../connections/container-programs.ts';
import { declaredOf } from '../connections/declared-for.ts';
import { localCommand, localProgram, neededMachine } from '../connections/local-program.ts';
import type { Program } from '../connections/run-process.ts';
import type { RunningContainer } from '../connections/running-container.ts';
import { ByteReader } from './byte-reader.ts';
import { programs, shellOnly } from './commands/index.ts';
import { containerEnvironment } from './container-environment.ts';
import { containerFiles } from './files/container-files.ts';
import { PodValues } from './files/pod-values.ts';
import type { Process } from './shell/process.ts';
import { runWords } from './shell/run-script.ts';
import { terminal } from './terminal.ts';

/** What commands in containers are run with. */
export interface ExecContext {
  readonly environment: Environment;
  readonly client: Client;
  readonly behaviours: PodBehaviours;
  readonly programs: ContainerPrograms;
  /** What the node has for pods. */
  readonly allocatable: Readonly<Record<string, string>>;
  /** Absent: nothing leads to a machine. */
  readonly machine?: LocalMachine;
}

/** What a command does in a container: what TypeScript says, what is declared, or a small shell's programs. */
export function execProgram(
  context: ExecContext,
  { pod, spec, ...rest }: RunningContainer,
  command: readonly string[],
  tty: boolean,
): Program {
  return async (streams) => {
    const call = { pod, container: spec.name ?? '', command, tty, streams };
    const own = context.programs.exec?.(call);
    if (own !== undefined) return own;
    const declared = declaredOf(context.behaviours, pod, spec, 'exec', 'localExec', 'process');
    const found = declared?.exec?.find((one) => matchesPattern(one.command, command.join(' ')));
    if (found !== undefined) return runDeclared(context, found, textNames(pod, spec), streams);
    const place = declared?.localExec ?? declared?.process;
    if (place !== undefined) {
      const here = localCommand(place, command, tty);
      return localProgram(neededMachine(context.machine), here)(streams);
    }
    return runProgram(context, { pod, spec, ...rest }, command, tty, streams);
  };
}

async function runDeclared(
  { environment }: ExecContext,
  { stdout = '', stderr = '', exitCode = 0, delayMs = 0 }: DeclaredCommand,
  names: Readonly<Record<string, string>>,
  streams: ProcessStreams,
): Promise<number> {
  const takesMs = drawn(delayMs, environment.random);
  if (takesMs > 0) await environment.clock.sleep(takesMs, { signal: streams.gone });
  if (stdout !== '') await streams.stdout(Buffer.from(withNames(stdout, names)));
  if (stderr !== '') await streams.stderr(Buffer.from(withNames(stderr, names)));
  return exitCode;
}

async function runProgram(
  context: ExecContext,
  container: RunningContainer,
  command: readonly string[],
  tty: boolean,
  streams: ProcessStreams,
): Promise<number> {
  const [name = ''] = command;
  const file = name.slice(name.lastIndexOf('/') + 1);
  if (!programs.has(file) || shellOnly.has(file)) {
    await streams.stderr(Buffer.from(notFound(name)));
    return 127;
  }
  return runWords(await processOf(context, container, command, tty, streams));
}

/** Mirrors runc, as clients of container runtimes are told. */
function notFound(name: string): string {
  const why = name.includes('/')
    ? `stat ${name}: no such file or directory`
    : 'executable file not found in $PATH';
  return `OCI runtime exec failed: exec failed: unable to start container process: exec: ${JSON.stringify(name)}: ${why}\n`;
}

async function processOf(
  { environment, client, allocatable }: ExecContext,
  container: RunningContainer,
  words: readonly string[],
  tty: boolean,
  streams: ProcessStreams,
): Promise<Process> {
  const { clock } = environment;
  const { pod, spec } = container;
  const values = new PodValues(pod, client, allocatable);
  const variables = await containerEnvironment(spec, values, client);
  const disk = await containerFiles(container, values, clock.now());
  const foreground = { job: new AbortController() };
  const interrupt = () => foreground.job.abort();
  const screen = tty ? terminal({ typed: streams.stdin, show: streams.stdout, interrupt }) : undefined;
  const cwd = spec.workingDir ?? '/';
  disk.makeDirectories(cwd, clock.now());
  const bytesOf = (text: string | Uint8Array) => screen?.output(text) ?? Buffer.from(text);
  return {
    words,
    machine: { pod, container: spec, disk, clock, turn: () => environment.turn(), programs, foreground },
    state: { variables, cwd, lastCode: 0, depth: 0 },
    stdin: new ByteReader(screen?.input ?? streams.stdin),
    stdout: (text) => streams.stdout(bytesOf(text)),
    stderr: (text) => (tty ? streams.stdout(bytesOf(text)) : streams.stderr(bytesOf(text))),
    tty,
    signal: AbortSignal.any([streams.gone, foreground.job.signal]),
  };
}
