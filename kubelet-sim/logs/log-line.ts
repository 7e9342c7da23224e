import { isObject } from '../../apimachinery/index.ts';

/** A line of a container runtime's file. */
export interface ReadLine {
  /** As the container wrote it: with its end, if it is a whole line. */
  readonly text: string;
  /** RFC 3339, to the nanosecond. */
  readonly time?: string;
}

const cri = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (?:stdout|stderr) (\S+) (.*)$/s;

/** A line of CRI or Docker, or a plain one. Mirrors k8s.io/cri-client pkg/logs (parseCRILog, parseDockerJSONLog). */
export function readLogLine(line: string): ReadLine {
  const [, time, tags = '', text = ''] = cri.exec(line) ?? [];
  if (time === undefined) return dockerLine(line) ?? { text: `${line}\n` };
  const isPart = tags.split(':').includes('P');
  return { time: toNanos(time), text: isPart ? text : `${text}\n` };
}

function dockerLine(line: string): ReadLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const data: unknown = JSON.parse(line);
    if (!isObject(data) || typeof data.log !== 'string' || typeof data.time !== 'string') return undefined;
    return { time: toNanos(data.time), text: data.log };
  } catch {
    return undefined;
  }
}

function toNanos(time: string): string {
  const [, seconds = '', fraction = '', zone = ''] =
    /^([^.]*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0').slice(0, 9)}${zone}`;
}
