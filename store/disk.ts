import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a store asks of the disk its files are on. */
export interface Disk {
  /** Bytes that its files take. */
  usedBytes(): Promise<number>;
  /** Whether the store would find room if it were opened now. */
  hasRoom(): Promise<boolean>;
}

/** LevelDB takes a file of this name for one of its own that was left behind, and removes it when it next may. */
const probeFile = '000000.dbtmp';

/** Written at once by the probe: a full disk is found out by the first of them. */
const probePiece = Buffer.alloc(1024 * 1024);

/** The disk below a data directory. */
export function diskOf(directory: string): Disk {
  return {
    usedBytes: () => bytesIn(directory, /./),
    async hasRoom() {
      // Opened, LevelDB writes what lies in its write-ahead logs into tables, and removes the logs only then.
      const needed = (await bytesIn(directory, /^\d+\.log$/)) + probePiece.length;
      return canWrite(join(directory, probeFile), needed);
    },
  };
}

async function bytesIn(directory: string, name: RegExp): Promise<number> {
  const names = (await readdir(directory).catch(() => [])).filter((each) => name.test(each));
  // LevelDB may remove a file at any time, and somebody the directory.
  const sizes = names.map((each) =>
    stat(join(directory, each)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Numbers of free blocks do not tell of quotas and reserves; writing does. */
async function canWrite(path: string, bytes: number): Promise<boolean> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      for (let left = bytes; left > 0; left -= probePiece.length) await file.writeFile(probePiece);
    } finally {
      await file.close();
    }
    return true;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true });
  }
}
