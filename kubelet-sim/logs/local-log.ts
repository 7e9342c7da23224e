import type { LogOptions } from '../../apimachinery/index.ts';
import type { LocalFile } from '../../environment/index.ts';
import type { ContainerEnd } from '../connections/running-container.ts';
import { limitedBytes } from './limited-bytes.ts';
import { LineCutter } from './line-cutter.ts';
import { readLogLine } from './log-line.ts';

/** A longer line is taken as several. */
const lineCharsMax = 1024 * 1024;

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
  const lines = new LineCutter(lineCharsMax);
  const linesOf = (bytes: Uint8Array) => lines.add(bytes).map(({ text }) => text);
  try {
    // Only what is wanted of the lines so far is kept.
    const last = options.tailLines;
    let kept: string[] = [];
    for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read()) {
      const found = linesOf(bytes);
      if (last === undefined) yield shown(found, options);
      else kept = last === 0 ? [] : [...kept, ...found].slice(-last);
    }
    if (options.follow !== true && lines.rest !== '') kept.push(lines.rest);
    yield shown(last === undefined || last === 0 ? kept : kept.slice(-last), options);
    while (options.follow === true && !until.aborted) {
      await file.changed(until);
      for (let bytes = await file.read(); bytes !== undefined; bytes = await file.read())
        yield shown(linesOf(bytes), options);
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
