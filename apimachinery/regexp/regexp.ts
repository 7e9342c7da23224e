import { createRequire } from 'node:module';
import { InvalidValueError } from '../values/invalid-value.ts';

type Re2 = typeof import('re2js');
type Pattern = InstanceType<Re2['RE2JS']>;

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
    const found: string[] = [];
    const matcher = this.#pattern.matcher(text);
    let end = -1;
    while (found.length !== limit && matcher.find()) {
      // An empty match right after another one does not count.
      if (matcher.start() !== matcher.end() || matcher.start() !== end) found.push(matcher.group() ?? '');
      end = matcher.end();
    }
    return found;
  }
}
