import { rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from './errors.ts';

/** Keeps every other process out of a directory until it is released, or this process ends. */
export interface Hold {
  release(): void;
}

/**
 * Takes a directory for this process alone. UNAVAILABLE if another has it. LevelDB locks a file in the directory, and who
 * deletes that file lets a second process in, which deletes what the first one writes. So this takes a name that the
 * system keeps for the directory's inode: it cannot be deleted, and goes with its process, however that ends. Not seen
 * are processes that share the directory and not the system's names (other machines and containers): for those there is
 * LevelDB's lock.
 */
export async function holdDirectory(directory: string): Promise<Hold> {
  const { dev, ino } = await stat(directory, { bigint: true });
  return holdName(nameFor(`homeostat-data-${dev}-${ino}`), directory);
}

/** Linux and Windows have names that go with their process; elsewhere it is a file beyond the directory. */
function nameFor(key: string): string {
  if (platform() === 'linux') return `\0${key}`;
  return platform() === 'win32' ? `\\\\.\\pipe\\${key}` : join(tmpdir(), `${key}.sock`);
}

/** Takes a name of the system's. If it is a file, one that was left behind by a process that was killed is no hindrance. */
export async function holdName(name: string, directory: string): Promise<Hold> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  if (!(await listens(server, name))) {
    if (await isAnswered(name)) throw inUse(directory);
    // A file that was left behind; a name of Linux is none, and free by now.
    await rm(name).catch(() => undefined);
    if (!(await listens(server, name))) throw inUse(directory);
  }
  return { release: () => server.close() };
}

export function inUse(directory: string, cause?: unknown): StoreError {
  const what = `the data directory ${directory} is in use by another process`;
  return new StoreError('UNAVAILABLE', `${what}: stop that one, or choose another directory`, { cause });
}

function listens(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', failed).listen(name, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/** Whether a process is behind a name, or it was left behind. */
function isAnswered(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED'));
  });
}
