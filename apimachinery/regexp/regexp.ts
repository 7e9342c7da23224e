import { createRequire } from 'node:module';
import { InvalidValueError } from '../values/invalid-value.ts';

type Re2 = typeof import('re2js');
type Pattern = InstanceType<Re2['RE2JS']>;
type Matcher = ReturnType<Pattern['matcher']>;

/**
 * A pattern in Go's dialect (RE2), which takes time linear in the text, whatever the pattern.
 * Mirrors Go's regexp.
 */
export interface Regexp {
  /** Whether the pattern is anywhere in the text. */
  matches(text: string): boolean;
  /** The first match; empty when there is none. */
  find(text: string): string;
  /** All matches that do not overlap, at most `limit` of them; all when it is negative. */
  findAll(text: string, limit: number): readonly string[];
  /** The same with where they stand, and what their groups have taken. */
  findGroups(text: string, limit: number): readonly RegexpMatch[];
  /** The text with what replaces each match: `$1` and `${name}` stand for groups. */
  replaceAll(text: string, replacement: string): string;
}

/** Places are in units of UTF-16. */
export interface RegexpMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly RegexpGroup[];
}

export interface RegexpGroup {
  readonly name: string | null;
  /** -1: it took no part. */
  readonly start: number;
  readonly end: number;
}

/** Patterns are few and come again with every object of their kind; so many are kept compiled. */
const keptMax = 1_000;
const kept = new Map<string, Regexp>();

/** Throws InvalidValueError with Go's text, "error parsing regexp: missing closing ): `a(`". */
export function compileRegexp(pattern: string): Regexp {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const compiled = new CompiledRegexp(compile(pattern));
  if (kept.size >= keptMax) kept.clear();
  kept.set(pattern, compiled);
  return compiled;
}

let library: Re2 | undefined;

/** The library is read with the first pattern: most servers never see one. */
function compile(pattern: string): Pattern {
  library ??= createRequire(import.meta.url)('re2js') as Re2;
  try {
    return library.RE2JS.compile(pattern);
  } catch (error) {
    throw new InvalidValueError(error instanceof Error ? error.message : String(error));
  }
}

class CompiledRegexp implements Regexp {
  readonly #pattern: Pattern;

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
  }

  matches(text: string): boolean {
    return this.#pattern.test(text);
  }

  find(text: string): string {
    const matcher = this.#pattern.matcher(text);
    return matcher.find() ? (matcher.group() ?? '') : '';
  }

  findAll(text: string, limit: number): readonly string[] {
    return this.#find(text, limit, (matcher) => matcher.group() ?? '');
  }

  findGroups(text: string, limit: number): readonly RegexpMatch[] {
    const names: (string | null)[] = Array.from({ length: this.#pattern.groupCount() }, () => null);
    for (const [name, at] of Object.entries(this.#pattern.namedGroups())) names[at - 1] = name;
    return this.#find(text, limit, (matcher) => ({
      start: matcher.start(),
      end: matcher.end(),
      groups: names.map((name, at) => ({ name, start: matcher.start(at + 1), end: matcher.end(at + 1) })),
    }));
  }

  replaceAll(text: string, replacement: string): string {
    const parts: string[] = [];
    let from = 0;
    for (const { start, end, groups } of this.findGroups(text, -1)) {
      const group = (name: string) =>
        name === '0' ? { start, end } : (groups.find((one) => one.name === name) ?? groups[Number(name) - 1]);
      parts.push(text.slice(from, start), expanded(replacement, text, group));
      from = end;
    }
    return `${parts.join('')}${text.slice(from)}`;
  }

  #find<T>(text: string, limit: number, read: (matcher: Matcher) => T): T[] {
    const found: T[] = [];
    const matcher = this.#pattern.matcher(text);
    let end = -1;
    while (found.length !== limit && matcher.find()) {
      // An empty match right after another one does not count.
      if (matcher.start() !== matcher.end() || matcher.start() !== end) found.push(read(matcher));
      end = matcher.end();
    }
    return found;
  }
}

/** Mirrors Go's Regexp.Expand: a name is as long as it can be, `$$` is a dollar sign, and groups that are not there are empty. */
function expanded(
  replacement: string,
  text: string,
  group: (name: string) => Pick<RegexpGroup, 'start' | 'end'> | undefined,
): string {
  return replacement.replace(
    /\$(?:(\$)|\{(\w+)\}|(\w+))/g,
    (_, dollar?: string, braced?: string, bare?: string) => {
      if (dollar !== undefined) return '$';
      const { start, end } = group(braced ?? bare ?? '') ?? { start: -1, end: -1 };
      return start < 0 ? '' : text.slice(start, end);
    },
  );
}
