import {
  absolutePath,
  type Directory,
  directory,
  type Entry,
  entryAt,
  FileError,
  fileOf,
  placeOf,
  sizeOf,
} from './file-tree.ts';

/** What the containers of a pod have written, and may write. */
export interface Quota {
  usedBytes: number;
  files: number;
}

/** So much a pod's containers may write, and keep in memory. */
const bytesMax = 64 * 1024 * 1024;
const filesMax = 10_000;

/** A container's files, as its programs see them. What cannot be done throws FileError. Paths are absolute. */
export class Disk {
  readonly root: Directory;
  readonly #quota: Quota;

  constructor(root: Directory, quota: Quota) {
    this.root = root;
    this.#quota = quota;
  }

  find(path: string): Entry | undefined {
    return entryAt(this.root, path);
  }

  read(path: string): Uint8Array {
    const entry = this.find(path);
    if (entry === undefined) throw new FileError('No such file or directory');
    if (entry.type === 'directory') throw new FileError('Is a directory');
    return entry.bytes;
  }

  write(path: string, bytes: Uint8Array, changedMs: number, mode?: number): void {
    const { parent, name } = this.#writable(path);
    const before = parent.entries.get(name);
    if (before?.type === 'directory' || name === '') throw new FileError('Is a directory');
    this.#take(bytes.length - (before?.bytes.length ?? 0), before === undefined ? 1 : 0);
    parent.entries.set(name, fileOf(bytes, changedMs, mode ?? before?.mode));
  }

  makeDirectory(path: string, changedMs: number): void {
    const { parent, name } = this.#writable(path);
    if (name === '' || parent.entries.has(name)) throw new FileError('File exists');
    this.#take(0, 1);
    parent.entries.set(name, directory(changedMs));
  }

  /** With those above it, where they are missing; one that is there stays. */
  makeDirectories(path: string, changedMs: number): void {
    const parts = path.split('/').filter((part) => part !== '');
    for (let depth = 1; depth <= parts.length; depth++) {
      const at = `/${parts.slice(0, depth).join('/')}`;
      const found = this.find(at);
      if (found === undefined) this.makeDirectory(at, changedMs);
      else if (found.type === 'file') throw new FileError('Not a directory');
    }
  }

  /** With all that is in it. */
  remove(path: string): void {
    const { parent, name } = this.#writable(path);
    const entry = parent.entries.get(name);
    if (entry === undefined) throw new FileError('No such file or directory');
    if (entry.type === 'directory' && entry.readOnly) throw new FileError('Device or resource busy');
    this.#take(-sizeOf(entry), 0);
    parent.entries.delete(name);
  }

  #writable(path: string): { readonly parent: Directory; readonly name: string } {
    let above: Entry | undefined = this.root;
    for (const part of absolutePath(path, '/').split('/').slice(1, -1)) {
      if (above?.type === 'directory' && above.readOnly) throw new FileError('Read-only file system');
      above = above?.type === 'directory' ? above.entries.get(part) : undefined;
    }
    const place = placeOf(this.root, path);
    if (place.parent.readOnly) throw new FileError('Read-only file system');
    return place;
  }

  #take(bytes: number, files: number): void {
    const { usedBytes, files: count } = this.#quota;
    if ((bytes > 0 && usedBytes + bytes > bytesMax) || (files > 0 && count + files > filesMax))
      throw new FileError('No space left on device');
    this.#quota.usedBytes = Math.max(0, usedBytes + bytes);
    this.#quota.files += files;
  }
}
