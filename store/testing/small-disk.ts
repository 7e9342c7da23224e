import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, of a few megabytes. */
export interface SmallDisk {
  readonly path: string;
  /** Takes the space that is left, but for so many bytes, with a file that is not the store's. */
  fill(leavingBytes?: number): void;
  /** Gives that back. */
  free(): void;
  unmount(): void;
}

/** Undefined where this user may not mount one; says so. `ro`: nothing can be written there. */
export function mountSmallDisk(megabytes: number, access: 'rw' | 'ro' = 'rw'): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'homeostat-disk-'));
  try {
    const options = `size=${megabytes}m,${access}`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    rmSync(path, { recursive: true });
    process.stdout.write(`not tried on a file system of its own: ${(error as Error).message.trim()}\n`);
    return undefined;
  }
  const filler = join(path, 'filler');
  return {
    path,
    fill(leavingBytes = 0) {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(filler, Buffer.alloc(Math.max(bavail * bsize - leavingBytes, 0)));
    },
    free: () => rmSync(filler),
    unmount() {
      // Lazily: a test that fails may have something open there.
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    },
  };
}
