import type { LogOptions } from '../../apimachinery/index.ts';
import type { LocalFile } from '../../environment/index.ts';
import type { ContainerEnd } from '../connections/running-container.ts';
import { limitedBytes } from './limited-bytes.ts';
import { readLogLine } from './log-line.ts';

/**
 * A file of this machine as a log: its lines are those of a container runtime (of CRI or Docker, with their times), or plain, and then
 * they have none. Followed, it goes on until its reader leaves, or the container ends, if it runs. Mirrors k8s.io/cri-client pkg/logs (ReadLogs).
 * Differs: plain lines are taken.
 */
export function localLog(
  file: LocalFile,
  options: LogOptions,
  life?: ContainerEnd,
): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]: () => {
      const left = new AbortController();
      const until = life === undefined ? left.signal : AbortSignal.any([left.signal, life.ended]);
      const close = () => {
        file.close();
        life?.stop();
      };
      const pieces = limitedBytes(piecesOf(file, options, until, close), options.limitBytes);
      let begun = false;
      return {
        next: () => {
          begun = true;
          return pieces.next();
        },
        return: () => {
          left.abort();
          // What has not begun does not come to its end.
          if (!begun) close();
          return pieces.return(undefined);
        },
      };
    },
  };
}

async function* piecesOf(
  file: LocalFile,
  options: LogOptions,
  until: AbortSignal,
  close: () => void,
): AsyncGenerator<string> {
  const lines = new Lines();
  try {
    // Only what is wanted of the lines so far is kept.
    const last = options.tailLines;
    let kept: string[] = [];
    for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read()) {
      const found = lines.add(bytes);
      if (last === undefined) yield shown(found, options);
      else kept = last === 0 ? [] : [...kept, ...found].slice(-last);
    }
    if (options.follow !== true) kept.push(...lines.rest());
    yield shown(last === undefined || last === 0 ? kept : kept.slice(-last), options);
    while (options.follow === true && !until.aborted) {
      await file.changed(until);
      for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read())
        yield shown(lines.add(bytes), options);
    }
  } finally {
    close();
  }
}

function shown(
  lines: readonly string[],
  { sinceMs = Number.NEGATIVE_INFINITY, timestamps }: LogOptions,
): string {
  let text = '';
  for (const line of lines) {
    const read = readLogLine(line);
    if (read.time !== undefined && Date.parse(read.time) < sinceMs) continue;
    text += timestamps === true && read.time !== undefined ? `${read.time} ${read.text}` : read.text;
  }
  return text;
}

/** Cuts bytes into lines, without their ends. */
class Lines {
  readonly #decoder = new TextDecoder();
  #rest = '';

  add(bytes: Uint8Array): readonly string[] {
    const all = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = all.pop() ?? '';
    return all;
  }

  /** A last one that has no end. */
  rest(): readonly string[] {
    return this.#rest === '' ? [] : [this.#rest];
  }
}
