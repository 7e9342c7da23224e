import { closeSync, fstatSync, openSync, read, watch } from 'node:fs';
import { promisify } from 'node:util';
import type { LocalFile } from '../local-machine.ts';

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

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, 'r');
    if (fstatSync(this.#descriptor).isFile()) return;
    this.close();
    throw new Error(`${path} is no regular file`);
  }

  async read(): Promise<Uint8Array | undefined> {
    if (!this.#open) return undefined;
    // It was emptied, and begins anew.
    if (fstatSync(this.#descriptor).size < this.#position) this.#position = 0;
    const buffer = Buffer.alloc(pieceBytes);
    const { bytesRead } = await readAt(this.#descriptor, buffer, 0, pieceBytes, this.#position);
    this.#position += bytesRead;
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || !this.#open) return resolve();
      const watcher = watch(this.#path, () => done());
      const done = () => {
        signal.removeEventListener('abort', done);
        watcher.close();
        resolve();
      };
      watcher.once('error', done);
      signal.addEventListener('abort', done);
      // What was added before it was watched.
      if (fstatSync(this.#descriptor).size !== this.#position) done();
    });
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }
}
