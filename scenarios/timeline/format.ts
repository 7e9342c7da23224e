import type { TimelineLine } from './timeline.ts';

/** Puts text in a style by name; nothing where output has no colours. */
export type Style = (style: 'bold' | 'dim' | 'cyan' | 'green' | 'yellow' | 'red', text: string) => string;

export interface TimelineFormat {
  /** When the timeline starts. */
  readonly startMs: number;
  /** How wide a line may be: longer ones go on below, long causes are cut. Absent: as long as they are. */
  readonly columns?: number;
  readonly style?: Style;
}

const timeWidth = 10;
const whoWidth = 25;
/** Most of what is done is told in this; causes line up behind it. */
const whatWidth = 54;
const indent = timeWidth + 2 + whoWidth + 1;
/** Room for the first link of a chain of causes, which says most. */
const causeWidthMin = 30;
/** Narrower columns of text than this cannot be read; the terminal may break such lines itself. */
const textWidthMin = 24;

const plain: Style = (_style, text) => text;

/**
 * The line as printed, perhaps of several lines, without the last newline:
 * `    12.340s  replicaset-controller  created Pod web-x2k1   <- Deployment web revision 1 <- scenario step 1`.
 */
export function formatLine(line: TimelineLine, format: TimelineFormat): string {
  const { style = plain } = format;
  if (line.kind === 'step') {
    const text = wrap(line.what, format.columns ?? Number.POSITIVE_INFINITY);
    return `\n${text.map((one) => style('bold', one)).join('\n')}`;
  }
  const time = `${((line.atMs - format.startMs) / 1000).toFixed(3)}s`.padStart(timeWidth);
  const head = `${style('dim', time)}  ${style('cyan', line.who.padEnd(whoWidth))} `;
  const width = Math.max(textWidthMin, (format.columns ?? Number.POSITIVE_INFINITY) - indent);
  return head + body(line, width, style).join(`\n${' '.repeat(indent)}`);
}

/** What and why: beside each other if there is room, cut if there is some; else why stands below. */
function body(line: TimelineLine, width: number, style: Style): readonly string[] {
  const { what, because } = line;
  if (because === '') return wrap(what, width).map((text) => painted(line, text, style));
  const cause = `<- ${because}`;
  const padded = what.padEnd(whatWidth);
  const beside = [padded, what].find((text) => text.length + 2 + cause.length <= width) ?? what;
  const room = width - beside.length - 2;
  if (room >= Math.min(cause.length, causeWidthMin))
    return [`${painted(line, beside, style)}  ${style('dim', cut(cause, room))}`];
  return [
    ...wrap(what, width).map((text) => painted(line, text, style)),
    `  ${style('dim', cut(cause, width - 2))}`,
  ];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}\u2026`;
}

/** Words in lines of at most `width`; a word that is longer has a line of its own. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** What a pod becomes is seen from afar. */
const phases =
  /\b(Running|ready)\b|\b(Succeeded|Pending|ContainerCreating)\b|\b(not ready|Failed|CrashLoopBackOff|\w+BackOff|Err\w+)\b/;

function painted(line: TimelineLine, text: string, style: Style): string {
  if (line.kind === 'warning') return style('yellow', text);
  if (line.kind === 'act') return text;
  const [, good, passing, bad] = phases.exec(text.slice(Math.max(0, text.lastIndexOf('-> ')))) ?? [];
  if (bad !== undefined || /\bnot ready\b/.test(text)) return style('red', text);
  if (good !== undefined) return style('green', text);
  return passing === undefined ? style('dim', text) : text;
}
