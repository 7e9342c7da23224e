import { absolutePath } from '../files/file-tree.ts';
import { innerState, interruptedCode, type Process, type Program } from '../shell/process.ts';
import { readFile } from '../shell/read-file.ts';
import { runScript, runWords } from '../shell/run-script.ts';
import { printenv } from './text-programs.ts';

/** `sh -c SCRIPT`, `sh FILE`, or `sh`, which reads commands from its input, at a terminal with a prompt. */
export const shell: Program = async (call) => {
  const [, ...words] = call.words;
  const option = words.findIndex((word) => /^-\w*c\w*$/.test(word));
  const state = { ...innerState(call.state), lastCode: 0 };
  const own = { ...call, state };
  if (option >= 0) {
    const [script = '', ...given] = words.slice(option + 1);
    for (const [at, value] of given.entries()) state.variables.set(String(at), value);
    return runScript(script, own);
  }
  const file = words.find((word) => !word.startsWith('-'));
  if (file !== undefined) return runScript(Buffer.from(readFile(call, file)).toString(), own);
  return interact(own);
};

/** Ends with its input, with `exit`, or when it is killed. */
async function interact(shell: Process): Promise<number> {
  const { state, tty, machine } = shell;
  while (state.exitCode === undefined) {
    if (tty) await shell.stdout(`${state.cwd} # `);
    const line = await shell.stdin.line();
    if (line === undefined) break;
    machine.foreground.job = new AbortController();
    const signal = AbortSignal.any([shell.signal, machine.foreground.job.signal]);
    await runScript(line, { ...shell, signal });
  }
  return state.exitCode ?? state.lastCode;
}

export const exit: Program = ({ words, state }) => {
  state.exitCode = words[1] === undefined ? state.lastCode : Number(words[1]) & 0xff;
  return state.exitCode;
};

export const cd: Program = async ({ words, state, machine, stderr }) => {
  const [, to = '/root'] = words;
  const path = absolutePath(to, state.cwd);
  if (machine.disk.find(path)?.type === 'directory') {
    state.cwd = path;
    return 0;
  }
  await stderr(`sh: cd: can't cd to ${to}: No such file or directory\n`);
  return 1;
};

export const exportVariables: Program = ({ words, state }) => {
  for (const word of words.slice(1)) {
    const equals = word.indexOf('=');
    if (equals > 0) state.variables.set(word.slice(0, equals), word.slice(equals + 1));
  }
  return 0;
};

/** `env`, or `env NAME=VALUE COMMAND`. */
export const env: Program = (call) => {
  const [, ...words] = call.words;
  const first = words.findIndex((word) => !word.includes('='));
  const state = { ...call.state, variables: new Map(call.state.variables) };
  for (const word of words.slice(0, first < 0 ? words.length : first)) {
    const equals = word.indexOf('=');
    state.variables.set(word.slice(0, equals), word.slice(equals + 1));
  }
  if (first < 0) return printenv({ ...call, state, words: ['printenv'] });
  return runWords({ ...call, state, words: words.slice(first) });
};

export const sleep: Program = async ({ words, machine, signal, stderr }) => {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
  let seconds = 0;
  for (const word of words.slice(1)) {
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(word) ?? [];
    if (amount === undefined) {
      await stderr(`sleep: invalid number '${word}'\n`);
      return 1;
    }
    seconds += Number(amount) * (units[unit || 's'] ?? 1);
  }
  try {
    await machine.clock.sleep(seconds * 1000, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return signal.aborted ? interruptedCode : 0;
};

export const test: Program = (call) => {
  const [, ...words] = call.words;
  return holds(call, words) ? 0 : 1;
};

export const testBracket: Program = (call) =>
  test({
    ...call,
    words: call.words.filter((word, at) => at < call.words.length - 1 || word !== ']'),
  });

function holds(call: Process, words: readonly string[]): boolean {
  if (words[0] === '!') return !holds(call, words.slice(1));
  if (words.length === 3) return compares(words as readonly [string, string, string]);
  const [operator = '', operand] = words;
  if (operand === undefined) return operator !== '';
  const found = call.machine.disk.find(absolutePath(operand, call.state.cwd));
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-d':
      return found?.type === 'directory';
    case '-f':
      return found?.type === 'file';
    case '-s':
      return found?.type === 'file' && found.bytes.length > 0;
    default:
      return found !== undefined;
  }
}

function compares([left, operator, right]: readonly [string, string, string]): boolean {
  const numbers: Readonly<Record<string, boolean>> = {
    '-eq': Number(left) === Number(right),
    '-ne': Number(left) !== Number(right),
    '-lt': Number(left) < Number(right),
    '-le': Number(left) <= Number(right),
    '-gt': Number(left) > Number(right),
    '-ge': Number(left) >= Number(right),
  };
  if (operator === '=' || operator === '==') return left === right;
  return operator === '!=' ? left !== right : (numbers[operator] ?? false);
}
