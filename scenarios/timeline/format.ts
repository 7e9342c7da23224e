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

const timeWidth = 9;
/** Of those who act, only taint-eviction-controller has a longer name. */
const whoWidth = 22;
/** Most of what is done is told in this; causes line up behind it. */
const whatWidthMax = 51;
/** Where there is less for what is done, all causes stand below: half of them here and half there is hard to read. */
const whatWidthMin = 40;
/** What many causes need: `<- Deployment web revision 1 <- step 1`. */
const causeWidth = 40;
const indent = timeWidth + 2 + whoWidth + 1;
/** Causes that stand below are indented only this far, as they are long. */
const causeIndent = timeWidth + 4;
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
  const columns = format.columns ?? Number.POSITIVE_INFINITY;
  // Who has a long name takes from the room of what follows.
  const longer = Math.max(0, line.who.length - whoWidth);
  const width = Math.max(textWidthMin, columns - indent - longer);
  const told = wrap(line.what, width);
  const body = told.map((text) => painted(line, text, style)).join(`\n${' '.repeat(indent)}`);
  if (line.because === '') return head + body;
  const whatWidth = Math.min(whatWidthMax, columns - indent - 2 - causeWidth);
  const hasRoom = told.length === 1 && whatWidth >= whatWidthMin;
  const beside = hasRoom ? causeBeside(line, width, whatWidth - longer) : undefined;
  if (beside !== undefined) return `${head}${body}${style('dim', beside)}`;
  const below = shortened(line.because, Math.max(textWidthMin, columns - causeIndent));
  return `${head}${body}\n${' '.repeat(causeIndent)}${style('dim', below)}`;
}

/** Behind what was done, lined up with the others; undefined if there is no room. */
function causeBeside(
  { what, because }: TimelineLine,
  width: number,
  whatColumns: number,
): string | undefined {
  const gap = ' '.repeat(2 + Math.max(0, whatColumns - what.length));
  const room = width - what.length - gap.length;
  const text = causeTexts(because).find(({ length }) => length <= room);
  return text === undefined ? undefined : gap + text;
}

/** A chain of causes, and shorter forms of it. Where it began is not left out: a step of the scenario, mostly. */
function causeTexts(because: string): readonly string[] {
  const short = because.replace(/scenario (?=step \d+$)/, '').split(' <- ');
  const elided = short.length > 2 ? [[short[0], '...', short.at(-1)]] : [];
  return [because.split(' <- '), short, ...elided].map((links) => `<- ${links.join(' <- ')}`);
}

function shortened(because: string, width: number): string {
  const texts = causeTexts(because);
  const text = texts.find(({ length }) => length <= width) ?? texts.at(-1) ?? '';
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
