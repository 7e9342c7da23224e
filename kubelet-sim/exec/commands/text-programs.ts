import { interruptedCode, type Process, type Program } from '../shell/process.ts';
import { readFile } from '../shell/read-file.ts';
import { optionsOf } from './options.ts';

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
  if (bytes !== undefined) await call.stdout(text.subarray(0, Number(bytes)));
  else
    await call.stdout(
      linesOf(text)
        .slice(0, Number(options.get('n') ?? 10))
        .join(''),
    );
  return 0;
};

/** `+N` is from the Nth on. */
export const tail: Program = async (call) => {
  const { options, names } = optionsOf(asNumber(call.words), 'nc');
  const text = await inputOf(call, names);
  const bytes = options.get('c');
  if (bytes !== undefined) await call.stdout(text.subarray(startOf(bytes)));
  else
    await call.stdout(
      linesOf(text)
        .slice(startOf(options.get('n') ?? '10'))
        .join(''),
    );
  return 0;
};

function startOf(count: string): number {
  if (count.startsWith('+')) return Math.max(0, Number(count.slice(1)) - 1);
  return Number(count) === 0 ? Number.POSITIVE_INFINITY : -Number(count);
}

export const wc: Program = async (call) => {
  const { options, names } = optionsOf(call.words, '');
  const bytes = await inputOf(call, names);
  const text = Buffer.from(bytes).toString();
  const counts = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter(Boolean).length,
    c: bytes.length,
  };
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
  const lines = linesOf(await inputOf(call, files)).filter((line) => {
    const found = (ignoresCase ? line.toLowerCase() : line).includes(needle);
    return found !== options.has('v');
  });
  if (options.has('c')) await call.stdout(`${lines.length}\n`);
  else if (!options.has('q')) await call.stdout(lines.map((line) => `${line.replace(/\n$/, '')}\n`).join(''));
  return lines.length > 0 ? 0 : 1;
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

function linesOf(text: Uint8Array): readonly string[] {
  return (
    Buffer.from(text)
      .toString()
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}

/** `-5` stands for `-n 5`, `-c+1` for `-c +1`. */
function asNumber(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (/^-\d+$/.test(word)) return ['-n', word.slice(1)];
    return /^-[nc]./.test(word) ? [word.slice(0, 2), word.slice(2)] : [word];
  });
}
