import { utf8Length } from '../../values/go-format.ts';

/** An expression's text, with places in it counted in characters (code points). */
export class Source {
  readonly characters: readonly string[];
  #lineStarts: readonly number[] | undefined;

  constructor(text: string) {
    this.characters = [...text];
  }

  /** Line from 1, column from 0, of a place; in an empty text there is none. */
  locate(offset: number): { line: number; column: number } {
    if (this.characters.length === 0) return { line: 1, column: -1 };
    let line = 0;
    while ((this.#lines()[line + 1] ?? Number.POSITIVE_INFINITY) <= offset) line++;
    return { line: line + 1, column: offset - (this.#lines()[line] ?? 0) };
  }

  line(number: number): string {
    const starts = this.#lines();
    const end = starts[number];
    return this.characters.slice(starts[number - 1], end === undefined ? undefined : end - 1).join('');
  }

  #lines(): readonly number[] {
    this.#lineStarts ??= [0, ...this.characters.flatMap((char, at) => (char === '\n' ? [at + 1] : []))];
    return this.#lineStarts;
  }
}

/** Something wrong at a place; undefined when it is nowhere. */
export interface Issue {
  readonly offset: number | undefined;
  readonly message: string;
}

const issuesMax = 100;
const snippetBytesMax = 16_384;

/** All issues as cel-go prints them, in the order of their places. Mirrors cel-go common/errors.go. */
export function issuesText(source: Source, issues: readonly Issue[]): string {
  const located = issues.slice(0, issuesMax).map(({ offset, message }) => ({
    message,
    ...(offset === undefined ? { line: -1, column: -1 } : source.locate(offset)),
  }));
  located.sort((left, right) => left.line - right.line || left.column - right.column);
  const texts = located.map(({ message, line, column }) => issueText(source, message, line, column));
  if (issues.length > issuesMax) texts.push(`${issues.length - issuesMax} more errors were truncated`);
  return texts.join('\n');
}

function issueText(source: Source, message: string, line: number, column: number): string {
  const head = `ERROR: <input>:${line}:${column + 1}: ${message}`;
  if (line < 1 || column < 0) return head;
  const snippet = source.line(line).replaceAll('\t', ' ');
  if (utf8Length(snippet) > snippetBytesMax) return head;
  return `${head}\n | ${snippet}\n | ${indicator([...snippet], column)}`;
}

/** Dots to the place, wide ones below characters that are no ASCII. */
function indicator(characters: readonly string[], column: number): string {
  const dots = characters.slice(0, Math.max(column, 0)).map((char) => (isWide(char) ? '．' : '.'));
  return `${dots.join('')}${isWide(characters[column] ?? '') ? '＾' : '^'}`;
}

function isWide(char: string): boolean {
  return char > '\x7f';
}
