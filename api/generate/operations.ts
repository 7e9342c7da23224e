import type { ApiSource } from './client-package.ts';

/** One HTTP method on one path, as the client calls it. */
export interface Operation {
  /** `AppsV1`. */
  readonly api: string;
  readonly group: string;
  readonly version: string;
  /** Below the group version: `namespaces/{namespace}/pods/{name}/log`. */
  readonly path: string;
  readonly method: string;
  readonly watch: boolean;
  /** Model of the request body; of a patch there is none. */
  readonly body?: string;
  /** Model of the answer, or `string`. */
  readonly answer?: string;
}

/** All operations on resources; discovery and the proxies' free paths are left out. */
export function parseOperations(source: ApiSource): Operation[] {
  const operations: Operation[] = [];
  const bodies = namedTypes(source.declaration, /^ {4}(\w+)\(.*\bbody\??: (\w+)/gm);
  const answers = namedTypes(source.declaration, /^ {4}(\w+)WithHttpInfo\(.*HttpInfo<(\w+)>/gm);
  for (const [name, text] of requestFactories(source.js)) {
    const [, path = '', method = ''] =
      /localVarPath = '([^']*)'[\s\S]*?makeRequestContext\(localVarPath, HttpMethod\.(\w+)\)/.exec(text) ??
      [];
    const place = /^\/(?:api|apis\/([^/]+))\/(v[^/]+)\/(.+)$/.exec(path);
    if (place === null || path.endsWith('/{path}')) continue;
    const [, group = '', version = '', rest = ''] = place;
    const body = bodies.get(name);
    const answer = answers.get(name);
    operations.push({
      api: source.name,
      group,
      version,
      path: rest,
      method,
      watch: text.includes('setQueryParam("watch"'),
      ...(body === undefined || body === 'any' ? {} : { body }),
      ...(answer === undefined ? {} : { answer }),
    });
  }
  return operations;
}

/** Methods of the request factory, which is the first class of the file. */
function requestFactories(js: string): [name: string, text: string][] {
  const end = js.indexOf('ResponseProcessor {');
  const parts = js.slice(0, end === -1 ? undefined : end).split(/^ {4}async (\w+)\(/m);
  const methods: [string, string][] = [];
  for (let index = 1; index + 1 < parts.length; index += 2) {
    methods.push([parts[index] as string, parts[index + 1] as string]);
  }
  return methods;
}

function namedTypes(text: string, pattern: RegExp): Map<string, string> {
  const types = new Map<string, string>();
  for (const [, name = '', type = ''] of text.matchAll(pattern)) types.set(name, type);
  return types;
}
