import { interruptedCode, type Process, type Program } from '../shell/process.ts';
import { readFile } from '../shell/read-file.ts';
import { optionsOf } from './options.ts';

/** How much is written at a time. */
const pieceChars = 16 * 1024;

/** What a program that reads all of its input takes. */
const inputBytesMax = 64 * 1024 * 1024;

export const echo: Program = async ({ words, stdout }) => {
  const [, ...all] = words;
  const flags = all.findIndex((word) => !/^-[ne]+$/.test(word));
  const given = all.slice(0, flags < 0 ? all.length : flags).join('');
  const text = all.slice(flags < 0 ? all.length : flags).join(' ');
  const escaped = given.includes('e') ? text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : text;
  await stdout(escaped + (given.includes('n') ? '' : '\n'));
  return 0;
};

export const cat: Program = async (call) => {
  const { names } = optionsOf(call.words, '');
  for (const name of names.length === 0 ? ['-'] : names) {
    if (name === '-') await copyInput(call);
    else await call.stdout(readFile(call, name));
  }
  return call.signal.aborted ? interruptedCode : 0;
};

async function copyInput({ stdin, stdout, signal }: Process): Promise<void> {
  for (let piece = await stdin.read(); piece !== undefined && !signal.aborted; piece = await stdin.read())
    await stdout(piece);
}

export const head: Program = async (call) => {
  const { options, names } = optionsOf(asNumber(call.words), 'nc');
  const text = await inputOf(call, names);
  const bytes = options.get('c');
  const end = bytes === undefined ? startOfLine(text, Number(options.get('n') ?? 10)) : Number(bytes);
  await call.stdout(text.subarray(0, end));
  return 0;
};

/** `+N` is from the Nth on. */
export const tail: Program = async (call) => {
  const { options, names } = optionsOf(asNumber(call.words), 'nc');
  const text = await inputOf(call, names);
  const bytes = options.get('c');
  const from = bytes === undefined ? startOfLine(text, startOf(options.get('n') ?? '10')) : startOf(bytes);
  await call.stdout(text.subarray(from));
  return 0;
};

function startOf(count: string): number {
  if (count.startsWith('+')) return Math.max(0, Number(count.slice(1)) - 1);
  return Number(count) === 0 ? Number.POSITIVE_INFINITY : -Number(count);
}

export const wc: Program = async (call) => {
  const { options, names } = optionsOf(call.words, '');
  const bytes = await inputOf(call, names);
  const counts = { l: countOf(bytes, isNewline), w: wordCount(bytes), c: bytes.length };
  const asked = (['l', 'w', 'c'] as const).filter((name) => options.size === 0 || options.has(name));
  const all = asked.map((name) => String(counts[name]));
  await call.stdout(`${[...all, ...names].join(' ')}\n`);
  return 0;
};

/** Differs: what is looked for is a text, not a pattern. */
export const grep: Program = async (call) => {
  const { options, names } = optionsOf(call.words, '');
  const [wanted = '', ...files] = names;
  const ignoresCase = options.has('i');
  const needle = ignoresCase ? wanted.toLowerCase() : wanted;
  const tells = !options.has('c') && !options.has('q');
  let count = 0;
  let piece = '';
  for (const line of linesOf(await inputOf(call, files))) {
    const found = (ignoresCase ? line.toLowerCase() : line).includes(needle);
    if (found === options.has('v')) continue;
    count += 1;
    if (tells) piece += `${line}\n`;
    if (piece.length < pieceChars) continue;
    await call.stdout(piece);
    piece = '';
  }
  await call.stdout(options.has('c') ? `${count}\n` : piece);
  return count > 0 ? 0 : 1;
};

export const printenv: Program = async ({ words, state, stdout }) => {
  const [, ...names] = words;
  if (names.length === 0)
    await stdout([...state.variables].map(([name, value]) => `${name}=${value}\n`).join(''));
  const values = names.map((name) => state.variables.get(name));
  for (const value of values) if (value !== undefined) await stdout(`${value}\n`);
  return values.includes(undefined) ? 1 : 0;
};

async function inputOf(call: Process, names: readonly string[]): Promise<Uint8Array> {
  if (names.length === 0) return call.stdin.readAll(inputBytesMax);
  return Buffer.concat(names.map((name) => readFile(call, name)));
}

/** Without their newlines. One at a time: there may be very many. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const text = Buffer.from(bytes).toString();
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(at, end);
    at = end + 1;
  }
}

const isNewline = (byte: number) => byte === 10;
const isSpace = (byte: number | undefined) => byte === 32 || (byte !== undefined && byte > 8 && byte < 14);

function countOf(bytes: Uint8Array, counts: (byte: number, at: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) if (counts(bytes[at] ?? 0, at)) count += 1;
  return count;
}

function wordCount(bytes: Uint8Array): number {
  return countOf(bytes, (byte, at) => !isSpace(byte) && (at === 0 || isSpace(bytes[at - 1])));
}

/** Where a line begins, from 0 on, or counted from the end where it is negative. */
function startOfLine(bytes: Uint8Array, line: number): number {
  const open = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  let left = line < 0 ? Math.max(0, countOf(bytes, isNewline) + open + line) : line;
  let at = 0;
  for (; at < bytes.length && left > 0; at++) if (bytes[at] === 10) left -= 1;
  return at;
}

/** `-5` stands for `-n 5`, `-c+1` for `-c +1`. */
function asNumber(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (/^-\d+$/.test(word)) return ['-n', word.slice(1)];
    return /^-[nc]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word];
  });
}
