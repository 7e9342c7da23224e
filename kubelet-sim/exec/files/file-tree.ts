/** What lies in a container's file system. Directories may be shared: what one container of a pod writes another sees. */
export type Entry = FileEntry | Directory;

export interface FileEntry {
  readonly type: 'file';
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly changedMs: number;
}

export interface Directory {
  readonly type: 'directory';
  readonly entries: Map<string, Entry>;
  readonly mode: number;
  readonly changedMs: number;
  /** Nothing can be written into it, nor below it. */
  readonly readOnly?: true;
}

/** Why something cannot be done with a file, as programs say it. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

export function directory(changedMs: number, readOnly = false): Directory {
  const base = { type: 'directory' as const, entries: new Map<string, Entry>(), mode: 0o755, changedMs };
  return readOnly ? { ...base, readOnly: true } : base;
}

export function fileOf(content: string | Uint8Array, changedMs: number, mode = 0o644): FileEntry {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { type: 'file', bytes, mode, changedMs };
}

/** As in Linux. */
const pathCharsMax = 4095;

/** An absolute path without `.` and `..`, from one that is relative to `cwd`. Throws FileError for one that is too long. */
export function absolutePath(path: string, cwd: string): string {
  const whole = `${path.startsWith('/') ? '' : cwd}/${path}`;
  if (whole.length > pathCharsMax) throw new FileError('File name too long');
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** What lies at an absolute path; undefined: nothing does. */
export function entryAt(root: Directory, path: string): Entry | undefined {
  let found: Entry = root;
  for (const part of partsOf(path)) {
    const next: Entry | undefined = found.type === 'directory' ? found.entries.get(part) : undefined;
    if (next === undefined) return undefined;
    found = next;
  }
  return found;
}

/** The directory at a path, made with those above it where they are missing. Throws FileError. */
export function madeDirectory(root: Directory, path: string, changedMs: number): Directory {
  let at = root;
  for (const part of partsOf(path)) {
    let next = at.entries.get(part);
    if (next?.type === 'file') throw new FileError('Not a directory');
    if (next === undefined) {
      if (at.readOnly) throw new FileError('Read-only file system');
      next = directory(changedMs);
      at.entries.set(part, next);
    }
    at = next;
  }
  return at;
}

/** The directory above a path, and the name in it. Throws FileError where there is no such directory. */
export function placeOf(
  root: Directory,
  path: string,
): { readonly parent: Directory; readonly name: string } {
  const parts = partsOf(path);
  const name = parts.pop() ?? '';
  const parent = entryAt(root, `/${parts.join('/')}`);
  if (parent === undefined) throw new FileError('No such file or directory');
  if (parent.type === 'file') throw new FileError('Not a directory');
  return { parent, name };
}

/** How many bytes the files below an entry have. */
export function sizeOf(entry: Entry): number {
  if (entry.type === 'file') return entry.bytes.length;
  let size = 0;
  for (const each of entry.entries.values()) size += sizeOf(each);
  return size;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
