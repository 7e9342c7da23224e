import { absolutePath, type Directory, type Entry, FileError } from '../files/file-tree.ts';
import type { Process, Program } from '../shell/process.ts';
import { readFile } from '../shell/read-file.ts';
import { optionsOf } from './options.ts';

export const ls: Program = async (call) => {
  const { options, names } = optionsOf(call.words, '');
  const { disk } = call.machine;
  let code = 0;
  for (const name of names.length === 0 ? ['.'] : names) {
    const found = disk.find(absolutePath(name, call.state.cwd));
    if (found === undefined) {
      await call.stderr(`ls: ${name}: No such file or directory\n`);
      code = 1;
    } else {
      const isListed = found.type === 'directory' && !options.has('d');
      const entries = isListed
        ? listed(found, options.has('a') || options.has('A'))
        : [[name, found] as const];
      const heading = names.length > 1 && isListed ? `${name}:\n` : '';
      await call.stdout(
        heading + entries.map(([each, entry]) => row(each, entry, options.has('l'))).join(''),
      );
    }
  }
  return code;
};

function listed({ entries }: Directory, all: boolean): readonly (readonly [string, Entry])[] {
  return [...entries]
    .filter(([name]) => all || !name.startsWith('.'))
    .sort(([left], [right]) => (left < right ? -1 : 1));
}

function row(name: string, entry: Entry, long: boolean): string {
  if (!long) return `${name}\n`;
  const size = entry.type === 'file' ? entry.bytes.length : 4096;
  const time = new Date(entry.changedMs).toISOString().slice(0, 16).replace('T', ' ');
  const kind = entry.type === 'file' ? '-' : 'd';
  return `${kind}${permissions(entry.mode)}    1 root     root     ${String(size).padStart(9)} ${time} ${name}\n`;
}

function permissions(mode: number): string {
  return [...'rwxrwxrwx'].map((letter, at) => ((mode >> (8 - at)) & 1 ? letter : '-')).join('');
}

export const mkdir: Program = (call) =>
  each(call, ({ machine: { disk, clock } }, path, options) => {
    if (options.has('p')) disk.makeDirectories(path, clock.now());
    else disk.makeDirectory(path, clock.now());
  });

export const touch: Program = (call) =>
  each(call, ({ machine: { disk, clock } }, path) => {
    const found = disk.find(path);
    if (found?.type !== 'directory') disk.write(path, found?.bytes ?? new Uint8Array(), clock.now());
  });

export const rm: Program = (call) =>
  each(call, ({ machine: { disk } }, path, options) => {
    const found = disk.find(path);
    if (found === undefined && options.has('f')) return;
    if (found?.type === 'directory' && !options.has('r') && !options.has('R'))
      throw new FileError('Is a directory');
    disk.remove(path);
  });

/** Everybody may do everything here: there is nothing to change. */
export const chmod: Program = (call) => {
  const [, , ...names] = call.words;
  return each({ ...call, words: ['chmod', ...names] }, ({ machine: { disk } }, path) => {
    if (disk.find(path) === undefined) throw new FileError('No such file or directory');
  });
};

export const cp: Program = async (call) => {
  const { options, names } = optionsOf(call.words, '');
  const { disk, clock } = call.machine;
  const to = absolutePath(names.at(-1) ?? '', call.state.cwd);
  for (const name of names.slice(0, -1)) {
    const from = absolutePath(name, call.state.cwd);
    const entry = disk.find(from);
    if (entry?.type === 'directory' && !/[raR]/.test([...options.keys()].join('')))
      throw new FileError(`omitting directory '${name}'`);
    if (entry === undefined) readFile(call, name);
    else copy(call, entry, within(call, to, from), clock.now());
  }
  return 0;
};

export const mv: Program = async (call) => {
  const code = await cp({ ...call, words: ['mv', '-r', ...call.words.slice(1)] });
  const { names } = optionsOf(call.words, '');
  for (const name of names.slice(0, -1)) call.machine.disk.remove(absolutePath(name, call.state.cwd));
  return code;
};

/** A path, or where something of that name lies in it if it is a directory. */
function within({ machine }: Process, to: string, from: string): string {
  return machine.disk.find(to)?.type === 'directory' ? `${to}${from.slice(from.lastIndexOf('/'))}` : to;
}

function copy(call: Process, entry: Entry, to: string, nowMs: number): void {
  const { disk } = call.machine;
  if (entry.type === 'file') {
    disk.write(to, entry.bytes, nowMs, entry.mode);
    return;
  }
  const inside = [...entry.entries];
  disk.makeDirectories(to, nowMs);
  for (const [name, child] of inside) copy(call, child, `${to}/${name}`, nowMs);
}

type OnPath = (call: Process, path: string, options: ReadonlyMap<string, string>) => void;

async function each(call: Process, act: OnPath): Promise<number> {
  const { options, names } = optionsOf(call.words, '');
  let code = 0;
  for (const name of names) {
    try {
      act(call, absolutePath(name, call.state.cwd), options);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await call.stderr(`${call.words[0]}: ${name}: ${error.message}\n`);
      code = 1;
    }
  }
  return code;
}
