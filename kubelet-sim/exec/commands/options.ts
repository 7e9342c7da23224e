/** A program's words, sorted. */
export interface ProgramOptions {
  /** By letter; '' where an option takes no value. */
  readonly options: ReadonlyMap<string, string>;
  readonly names: readonly string[];
}

/** Reads `-la`, `-n 5` and `--`; the letters of `withValue` take the next word. Long options are left out. */
export function optionsOf(words: readonly string[], withValue: string): ProgramOptions {
  const options = new Map<string, string>();
  const names: string[] = [];
  const [, ...rest] = words;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (word === '--') return { options, names: [...names, ...rest.slice(at + 1)] };
    if (word.startsWith('--')) continue;
    if (!word.startsWith('-') || word === '-') {
      names.push(word);
      continue;
    }
    for (const letter of word.slice(1)) {
      const takes = withValue.includes(letter);
      options.set(letter, takes ? (rest[at + 1] ?? '') : '');
      if (takes) at += 1;
    }
  }
  return { options, names };
}
