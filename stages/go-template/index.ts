/**
 * Go's templates with sprig's functions, as Stage files have them. A template goes from text to tokens and a tree
 * (`lexer.ts`, `parser.ts`), and is executed over data (`execute.ts`) with functions from tables (`builtins.ts`,
 * `sprig/`). It takes so many steps and writes so much, and no more. Mirrors text/template and sprig v3.
 */
import type { Template } from './ast.ts';
import { builtins } from './builtins.ts';
import { executeTemplate, type RenderWorld } from './execute.ts';
import type { FunctionTable } from './functions.ts';
import { parseTemplate } from './parser.ts';
import { changing, sprig } from './sprig/index.ts';
import { copied } from './sprig/maps.ts';
import { TemplateError } from './template-error.ts';
import { goValueOf } from './values.ts';

export type { RenderWorld } from './execute.ts';
export { FunctionError, type FunctionTable, templateFunction } from './functions.ts';
export { plainOf } from './sprig/defaults.ts';
export { TemplateError } from './template-error.ts';
export { type GoValue, isList } from './values.ts';

const common: FunctionTable = { ...builtins, ...sprig };

/** A template that can be executed over data again and again. */
export class GoTemplate {
  readonly #template: Template;
  readonly #changes: boolean;

  /** `names`: what it may call besides what every template may. Throws TemplateError for a text that is none. */
  constructor(text: string, names: ReadonlySet<string>) {
    this.#template = parseTemplate(text, (name) => names.has(name) || Object.hasOwn(common, name));
    this.#changes = changing.some((name) => this.#template.functions.has(name));
  }

  /** Data is JSON, and stays as it is. `functions` are those of `names`. Throws TemplateError. */
  execute(data: unknown, functions: FunctionTable, world: RenderWorld): string {
    const value = goValueOf(data);
    const find = (name: string) =>
      Object.hasOwn(functions, name)
        ? functions[name]
        : Object.hasOwn(common, name)
          ? common[name]
          : undefined;
    try {
      return executeTemplate(this.#template, find, this.#changes ? copied(value) : value, world);
    } catch (error) {
      // What a text, a list or the stack has no room for.
      if (error instanceof RangeError)
        throw new TemplateError(`the template makes too much: ${error.message}`, 1);
      throw error;
    }
  }
}
