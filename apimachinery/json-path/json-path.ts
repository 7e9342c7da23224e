import { goJson, goNumber } from '../values/go-format.ts';
import { ResultFinder } from './find-results.ts';
import { parseJsonPath } from './parse-json-path.ts';

/**
 * A template made ready, in kubectl's dialect of JSONPath: `{.status.conditions[?(@.type=="Ready")].status}`. Mirrors
 * k8s.io/client-go util/jsonpath (JSONPath).
 */
export class JsonPath {
  readonly #finder: ResultFinder;

  /** `allowMissingKeys`: what is not there is no result, and no error. Throws JsonPathError for what is no template. */
  constructor(template: string, { allowMissingKeys = false } = {}) {
    this.#finder = new ResultFinder(parseJsonPath(template), allowMissingKeys);
  }

  /** What each part of the template finds. Throws JsonPathError. */
  find(value: unknown): readonly (readonly unknown[])[] {
    return this.#finder.find(value);
  }

  /** All that is found, as text. Throws JsonPathError. */
  print(value: unknown): string {
    return this.find(value)
      .map((results) => results.map(resultText).join(' '))
      .join('');
  }
}

/** One result as kubectl prints it: scalars plainly, lists and objects as Go writes JSON. */
export function resultText(value: unknown): string {
  if (typeof value === 'number') return goNumber(value);
  return typeof value === 'object' && value !== null ? goJson(value) : String(value);
}
