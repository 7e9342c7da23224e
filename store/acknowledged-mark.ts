import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { StoreError } from './errors.ts';
import type { Acknowledged } from './recover.ts';

/**
 * A file beside LevelDB's that says up to which revision writes were acknowledged.
 *
 * LevelDB drops silently what it cannot read at the end of its write-ahead log: it takes it for a write that was
 * cut short. So without a witness of its own the store could not tell an unacknowledged tail from acknowledged
 * writes that got lost. The mark is set after a batch is durable and before anybody hears of it, by one write of
 * 62 bytes in place (about 2 us); it is never ahead of the log unless the log lost something.
 */
export class AcknowledgedMark {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(markBytes);

  private constructor(file: number) {
    this.#file = file;
  }

  /** What the mark of this directory says; undefined: there is none. DAMAGED if it cannot be trusted. */
  static read(directory: string): Acknowledged | undefined {
    const text = readIfThere(join(directory, markFile));
    // Empty: made on a disk that was full just then.
    if (text === undefined || text === '') return undefined;
    const [, revision, compactedRevision] = text.split(' ');
    const mark = {
      revision: Number.parseInt(revision ?? '', 16),
      compactedRevision: Number.parseInt(compactedRevision ?? '', 16),
    };
    if (text === markText(mark)) return mark;
    throw new StoreError('DAMAGED', `the file ${markFile}, which says what was acknowledged, is damaged`);
  }

  /** Opens the mark for writing, and makes one if there is none. */
  static open(directory: string, acknowledged: Acknowledged): AcknowledgedMark {
    const isNew = readIfThere(join(directory, markFile)) === undefined;
    const mark = new AcknowledgedMark(openSync(join(directory, markFile), isNew ? 'w' : 'r+', 0o600));
    mark.set(acknowledged.revision, acknowledged.compactedRevision);
    if (isNew) mark.#persist(directory);
    return mark;
  }

  set(revision: number, compactedRevision: number): void {
    this.#bytes.write(markText({ revision, compactedRevision }), 'latin1');
    writeSync(this.#file, this.#bytes, 0, markBytes, 0);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Once, so that a power cut does not leave an empty file: later marks may lag, never lie. */
  #persist(directory: string): void {
    fsyncSync(this.#file);
    const handle = openSync(directory, 'r');
    fsyncSync(handle);
    closeSync(handle);
  }
}

export const markFile = 'ACKNOWLEDGED';

const title = 'homeostat-acknowledged';
/** 22 of the title, two numbers of 14, a checksum of 8, spaces and the end of the line: less than a sector. */
const markBytes = 62;

function markText(mark: Acknowledged): string {
  const body = `${title} ${digits(mark.revision, 14)} ${digits(mark.compactedRevision, 14)}`;
  return `${body} ${digits(crc32(body), 8)}\n`;
}

function digits(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
