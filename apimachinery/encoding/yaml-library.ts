import { createRequire } from 'node:module';

type Yaml = typeof import('js-yaml');

let library: Yaml | undefined;

/** The YAML library, read with the first text of YAML: most servers never see one. */
export function yaml(): Yaml {
  library ??= createRequire(import.meta.url)('js-yaml') as Yaml;
  return library;
}
