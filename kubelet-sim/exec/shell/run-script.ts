import { ByteReader, piecesOf } from '../byte-reader.ts';
import { absolutePath, FileError } from '../files/file-tree.ts';
import { expandWords } from './expand.ts';
import { type Pipeline, parseScript, type SimpleCommand, type Word } from './parse.ts';
import { innerState, type Process, type Write } from './process.ts';
import { readFile } from './read-file.ts';
import { SyntaxProblem } from './words.ts';

/** What a program may write for the next one, and into a file. */
const outputBytesMax = 16 * 1024 * 1024;

/** Runs a script of a shell: its streams are the commands', its words `$0` and on. Resolves with the exit code. */
export async function runScript(script: string, shell: Process): Promise<number> {
  try {
    for (const pipeline of parseScript(script)) {
      await shell.machine.turn();
      if (shell.state.exitCode !== undefined || shell.signal.aborted) break;
      const { lastCode } = shell.state;
      if (pipeline.when === 'success' && lastCode !== 0) continue;
      if (pipeline.when === 'failure' && lastCode === 0) continue;
      shell.state.lastCode = await runPipeline(pipeline, shell);
    }
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    await shell.stderr(`sh: ${error.message}\n`);
    shell.state.lastCode = 2;
  }
  return shell.state.exitCode ?? shell.state.lastCode;
}

/** One after the other, each with all that the one before has written. */
async function runPipeline({ commands }: Pipeline, shell: Process): Promise<number> {
  let { stdin } = shell;
  let code = 0;
  for (const [at, command] of commands.entries()) {
    if (at === commands.length - 1) return runCommand(command, { ...shell, stdin });
    const output = new Output();
    code = await runCommand(command, { ...shell, stdin, stdout: output.write });
    stdin = new ByteReader(piecesOf(...output.pieces));
  }
  return code;
}

async function runCommand(command: SimpleCommand, shell: Process): Promise<number> {
  const expand = (given: readonly Word[]) =>
    expandWords(given, shell.state, shell.machine, substitution(shell));
  const files = new Map<string, Output>();
  try {
    const words = await expand(command.words);
    const assigned = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    const [own, rest] = assigned < 0 ? [words, []] : [words.slice(0, assigned), words.slice(assigned)];
    const streams = await redirected(command, shell, files, expand);
    if (rest.length === 0) {
      for (const word of own) assign(word, shell.state.variables);
      return 0;
    }
    // What a subcommand changes of its shell stays with the shell; what stands before it, with it alone.
    const before = own.length === 0 ? undefined : new Map(shell.state.variables);
    for (const word of own) assign(word, shell.state.variables);
    const code = await runWords({ ...shell, ...streams, words: rest });
    if (before !== undefined) restore(shell.state.variables, before);
    const { machine } = shell;
    for (const [path, output] of files)
      machine.disk.write(path, Buffer.concat(output.pieces), machine.clock.now());
    return code;
  } catch (error) {
    if (!(error instanceof FileError) && !(error instanceof RangeError)) throw error;
    await shell.stderr(`sh: ${error.message}\n`);
    return 1;
  }
}

/** Runs a program by its name. Resolves with its exit code, or 127 where there is none. */
export async function runWords(call: Process): Promise<number> {
  const [name = ''] = call.words;
  const program = call.machine.programs.get(name.slice(name.lastIndexOf('/') + 1));
  if (program === undefined) {
    await call.stderr(`sh: ${name}: not found\n`);
    return 127;
  }
  try {
    return await program(call);
  } catch (error) {
    if (!(error instanceof FileError) && !(error instanceof RangeError)) throw error;
    await call.stderr(`${name}: ${error.message}\n`);
    return 1;
  }
}

type Streams = Pick<Process, 'stdin' | 'stdout' | 'stderr'>;

async function redirected(
  command: SimpleCommand,
  shell: Process,
  files: Map<string, Output>,
  expand: (words: readonly Word[]) => Promise<readonly string[]>,
): Promise<Streams> {
  const { machine, state } = shell;
  const streams: { -readonly [Name in keyof Streams]: Streams[Name] } = {
    stdin: shell.stdin,
    stdout: shell.stdout,
    stderr: shell.stderr,
  };
  for (const { operator, target } of command.redirections) {
    if (operator === '2>&1') streams.stderr = streams.stdout;
    else if (target === undefined) streams.stdout = streams.stderr;
    else {
      const [name = ''] = await expand([target]);
      const path = absolutePath(name, state.cwd);
      if (operator === '<') {
        streams.stdin = new ByteReader(piecesOf(readFile(shell, name)));
        continue;
      }
      const into =
        path === '/dev/null' ? discard : fileOutput(files, machine, path, operator.endsWith('>>')).write;
      if (operator.startsWith('2')) streams.stderr = into;
      else streams.stdout = into;
    }
  }
  return streams;
}

function fileOutput(
  files: Map<string, Output>,
  { disk }: Process['machine'],
  path: string,
  appends: boolean,
): Output {
  const output = new Output();
  if (appends && disk.find(path) !== undefined) output.pieces.push(disk.read(path));
  files.set(path, output);
  return output;
}

class Output {
  readonly pieces: Uint8Array[] = [];
  #size = 0;

  readonly write: Write = async (text) => {
    const bytes = Buffer.from(text);
    this.#size += bytes.length;
    if (this.#size > outputBytesMax) throw new RangeError('File too large');
    this.pieces.push(bytes);
  };
}

const discard: Write = async () => {};

function substitution(shell: Process): (script: string) => Promise<string> {
  return async (script) => {
    const output = new Output();
    await runScript(script, { ...shell, state: innerState(shell.state), stdout: output.write });
    return Buffer.concat(output.pieces).toString();
  };
}

function assign(word: string, variables: Map<string, string>): void {
  const equals = word.indexOf('=');
  variables.set(word.slice(0, equals), word.slice(equals + 1));
}

function restore(variables: Map<string, string>, before: ReadonlyMap<string, string>): void {
  variables.clear();
  for (const [name, value] of before) variables.set(name, value);
}
