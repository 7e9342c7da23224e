import { matchesPattern } from '../../behaviours/behaviours.ts';
import { absolutePath, FileError } from '../files/file-tree.ts';
import type { Word } from './parse.ts';
import type { Machine, ShellState } from './process.ts';
import type { Part } from './words.ts';

/** Runs a script for what it writes. */
export type Substitute = (script: string) => Promise<string>;

/** What the words of a command may have, each with its end: as much as in Linux. */
const wordsCharsMax = 2 * 1024 * 1024;

/**
 * The words that a command's words stand for, found one after the other: what is not quoted is split where it came from a variable, and
 * may be a pattern of files. Throws FileError where they are too long.
 */
export async function expandWords(
  words: readonly Word[],
  state: ShellState,
  machine: Machine,
  substitute: Substitute,
): Promise<readonly string[]> {
  const all: string[] = [];
  let size = 0;
  for (const word of words) {
    for (const text of await expandWord(word, state, machine, substitute)) {
      size += text.length + 1;
      checkSize(size);
      all.push(text);
    }
  }
  return all;
}

function checkSize(chars: number): void {
  if (chars > wordsCharsMax) throw new FileError('Argument list too long');
}

async function expandWord(
  word: Word,
  state: ShellState,
  machine: Machine,
  substitute: Substitute,
): Promise<readonly string[]> {
  const fields: Field[] = [];
  let open: Field | undefined;
  let size = 0;
  for (const part of word) {
    const text = await textOf(part, state, substitute);
    size += text.length;
    checkSize(size);
    const pieces = part.quoted || part.type === 'text' ? [text] : text.split(/[ \t\n]+/);
    for (const [at, piece] of pieces.entries()) {
      if (at > 0 || open === undefined) {
        open = { text: '', quoted: false, isPattern: false };
        fields.push(open);
      }
      open.text += piece;
      open.quoted ||= part.quoted;
      open.isPattern ||= !part.quoted && piece.includes('*');
    }
  }
  return fields
    .filter(({ text, quoted }) => text !== '' || quoted)
    .flatMap(({ text, isPattern }) => (isPattern ? filesLike(text, state, machine) : [text]));
}

interface Field {
  text: string;
  quoted: boolean;
  isPattern: boolean;
}

async function textOf(part: Part, state: ShellState, substitute: Substitute): Promise<string> {
  if (part.type === 'text') return part.text;
  if (part.type === 'command') return (await substitute(part.script)).replace(/\n+$/, '');
  if (part.name === '?') return String(state.lastCode);
  if (part.name === '$') return '1';
  return state.variables.get(part.name) || (part.fallback ?? '');
}

/** Patterns in the last part of a path; without a file that fits it stays as it is. */
function filesLike(pattern: string, { cwd }: ShellState, { disk }: Machine): readonly string[] {
  const slash = pattern.lastIndexOf('/');
  const above = pattern.slice(0, slash + 1);
  const name = pattern.slice(slash + 1);
  const found = disk.find(absolutePath(above === '' ? '.' : above, cwd));
  if (found?.type !== 'directory') return [pattern];
  const names = [...found.entries.keys()].filter((one) => !one.startsWith('.') && matchesPattern(name, one));
  return names.length === 0 ? [pattern] : names.toSorted().map((one) => above + one);
}
