import { gunzipSync, gzipSync } from 'node:zlib';
import { messageOf } from '../../../apimachinery/index.ts';
import { ByteReader, piecesOf } from '../byte-reader.ts';
import { absolutePath, type Entry, FileError } from '../files/file-tree.ts';
import type { Process, Program, Write } from '../shell/process.ts';
import { readFile } from '../shell/read-file.ts';
import { blockBytes, headOf, paddingOf, parseHead, paxPath } from './tar-format.ts';

/** What an archive may have where all of it has to be in memory, or one file in it. */
const bytesMax = 64 * 1024 * 1024;

/** `tar cf FILE NAMES`, `tar xf FILE`, `tar tf FILE`, with `-C`, `-z` and `-` as the file, as far as `kubectl cp` needs it. */
export const tar: Program = async (call) => {
  const { letters, file, into, names } = wordsOf(call.words);
  const directory = absolutePath(into, call.state.cwd);
  if (call.machine.disk.find(directory)?.type !== 'directory') {
    await call.stderr(`tar: ${into}: Cannot open: No such file or directory\n`);
    return 2;
  }
  const at = { ...call, state: { ...call.state, cwd: directory } };
  if (letters.has('c')) return create(at, names, file, letters.has('z'));
  if (letters.has('x') || letters.has('t')) return extract(call, at, file, letters);
  await call.stderr('tar: must specify one of -c, -x, -t\n');
  return 1;
};

function wordsOf([, ...words]: readonly string[]) {
  const letters = new Set<string>();
  const names: string[] = [];
  let file = '-';
  let into = '.';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) continue;
    const isOptions = word.length > 1 && (word.startsWith('-') || at === 0);
    if (!isOptions) names.push(word);
    for (const letter of isOptions ? word.replace(/^-/, '') : '') {
      letters.add(letter);
      if (letter === 'f') file = words[++at] ?? '-';
      if (letter === 'C') into = words[++at] ?? '.';
    }
  }
  return { letters, file, into, names };
}

async function create(call: Process, names: readonly string[], file: string, zips: boolean): Promise<number> {
  const { disk, clock } = call.machine;
  const gathered: Uint8Array[] = [];
  const gathers = zips || file !== '-';
  const write: Write = gathers ? async (bytes) => void gathered.push(Buffer.from(bytes)) : call.stdout;
  let code = 0;
  for (const name of names) {
    const entry = disk.find(absolutePath(name, call.state.cwd));
    if (entry === undefined) {
      await call.stderr(`tar: ${name}: Cannot stat: No such file or directory\n`);
      code = 2;
    } else {
      if (name.startsWith('/')) await call.stderr("tar: Removing leading `/' from member names\n");
      await add(write, name.replace(/^\/+|\/+$/g, '') || '.', entry);
    }
  }
  await write(new Uint8Array(2 * blockBytes));
  if (code !== 0) await call.stderr('tar: Exiting with failure status due to previous errors\n');
  if (!gathers) return code;
  const all = Buffer.concat(gathered);
  const archive = zips ? gzipSync(all) : all;
  if (file === '-') await call.stdout(archive);
  else disk.write(absolutePath(file, call.state.cwd), archive, clock.now());
  return code;
}

async function add(write: Write, name: string, entry: Entry): Promise<void> {
  const { mode, changedMs, type } = entry;
  const size = entry.type === 'file' ? entry.bytes.length : 0;
  await write(headOf({ name: type === 'directory' ? `${name}/` : name, type, size, mode, changedMs }));
  if (entry.type === 'file') {
    await write(entry.bytes);
    await write(new Uint8Array(paddingOf(size)));
  } else for (const [child, below] of entry.entries) await add(write, `${name}/${child}`, below);
}

async function extract(
  call: Process,
  at: Process,
  file: string,
  letters: ReadonlySet<string>,
): Promise<number> {
  const archive = file === '-' ? call.stdin : new ByteReader(piecesOf(readFile(call, file)));
  const source = letters.has('z') ? unzipped(await archive.readAll(bytesMax)) : archive;
  let longName: string | undefined;
  for (;;) {
    const block = await source.take(blockBytes);
    if (block.length < blockBytes || block.every((byte) => byte === 0)) break;
    const member = parseHead(block);
    if (member === undefined || !(member.size >= 0 && member.size <= bytesMax)) {
      await call.stderr('tar: This does not look like a tar archive\n');
      return 2;
    }
    const bytes = await source.take(member.size);
    await source.take(paddingOf(member.size));
    if (member.flag === 'L') longName = Buffer.from(bytes).toString().replace(/\0.*$/s, '');
    else if (member.flag === 'x') longName = paxPath(bytes) ?? longName;
    else if (member.flag !== 'g') {
      const name = longName ?? member.name;
      longName = undefined;
      if (letters.has('t') || letters.has('v')) await call.stdout(`${name}\n`);
      if (letters.has('x')) put(at, { ...member, name }, bytes);
    }
  }
  // What follows the end is read, so that nobody waits to write it.
  while ((await source.read()) !== undefined);
  return 0;
}

function unzipped(bytes: Uint8Array): ByteReader {
  try {
    return new ByteReader(piecesOf(gunzipSync(bytes, { maxOutputLength: bytesMax })));
  } catch (error) {
    throw new FileError(messageOf(error));
  }
}

function put(
  { machine, state }: Process,
  member: { name: string; type: string; mode: number; changedMs: number },
  bytes: Uint8Array,
): void {
  const path = absolutePath(member.name.replace(/^\/+/, ''), state.cwd);
  if (path === '/') return;
  const { disk } = machine;
  if (member.type === 'directory') disk.makeDirectories(path, member.changedMs);
  if (member.type !== 'file') return;
  disk.makeDirectories(path.slice(0, path.lastIndexOf('/')), machine.clock.now());
  disk.write(path, bytes, member.changedMs, member.mode & 0o777);
}
