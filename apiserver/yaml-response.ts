import { stringify } from 'yaml';
import type { ApiRequest, ApiResponse } from '../apimachinery/index.ts';
import { negotiate } from './tables/index.ts';

/** The answer as YAML where that is what the client asks for. Mirrors sigs.k8s.io/yaml: keys in alphabetical order. */
export function inAskedEncoding(request: ApiRequest, response: ApiResponse): ApiResponse {
  const { accept } = request.headers;
  const { body, headers } = response;
  if (accept === undefined || !accept.includes('yaml') || body.type !== 'object') return response;
  if (headers['content-type'] !== 'application/json' || !wantsYaml(accept)) return response;
  const text = stringify(JSON.parse(body.text()), { sortMapEntries: true, lineWidth: 0, indentSeq: false });
  return {
    ...response,
    headers: { ...headers, 'content-type': 'application/yaml' },
    body: { type: 'bytes', bytes: text },
  };
}

function wantsYaml(accept: string): boolean {
  try {
    return negotiate(accept, 'object').encoding === 'yaml';
  } catch {
    // Nothing fits: the refusal itself is JSON.
    return false;
  }
}
