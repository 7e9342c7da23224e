import { closeSync, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { LocalFile } from '../local-machine.ts';
import { watchFile } from './file-watches.ts';

const pieceBytes = 64 * 1024;
const readAt = promisify(read);

/** Throws where the file cannot be read. */
export function openLocalFile(path: string): LocalFile {
  return new OpenFile(path);
}

class OpenFile implements LocalFile {
  readonly #path: string;
  readonly #descriptor: number;
  #position = 0;
  #open = true;
  #reading = false;
  /** Something has changed since it was read to its end. */
  #changed = false;
  #wake: (() => void) | undefined;
  #leave: (() => void) | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'r');
    if (fstatSync(this.#descriptor).isFile()) return;
    this.close();
    throw new Error(`${path} is no regular file`);
  }

  async read(): Promise<Uint8Array | undefined> {
    if (!this.#open) return undefined;
    this.#changed = false;
    const { size } = fstatSync(this.#descriptor);
    // It was emptied, and begins anew.
    if (size < this.#position) this.#position = 0;
    const length = Math.min(pieceBytes, size - this.#position);
    if (length === 0) return undefined;
    const piece = await this.#readPiece(length);
    this.#position += piece.length;
    return piece.length === 0 ? undefined : piece;
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      if (signal.aborted || !this.#open || this.#hasChanged()) return resolve();
      this.#wake = done;
      signal.addEventListener('abort', done);
    });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#leave?.();
    this.#wake?.();
    // Its number would be another file's while it is still read from.
    if (!this.#reading) closeSync(this.#descriptor);
  }

  async #readPiece(length: number): Promise<Uint8Array> {
    this.#reading = true;
    try {
      const room = Buffer.allocUnsafe(length);
      const { bytesRead, buffer } = await readAt(this.#descriptor, room, 0, length, this.#position);
      return buffer.subarray(0, bytesRead);
    } finally {
      this.#reading = false;
      if (!this.#open) closeSync(this.#descriptor);
    }
  }

  /** What was added before it was watched counts, too. */
  #hasChanged(): boolean {
    if (this.#leave !== undefined) return this.#changed;
    this.#leave = this.#watch();
    return fstatSync(this.#descriptor).size !== this.#position;
  }

  #watch(): () => void {
    try {
      return watchFile(this.#path, () => {
        this.#changed = true;
        this.#wake?.();
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // It was removed: nobody adds to it by its name.
      return () => {};
    }
  }
}
