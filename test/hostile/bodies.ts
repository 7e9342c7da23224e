import { gzipSync } from 'node:zlib';
import { type ServedResource, schemaFor } from '../../api/index.ts';
import type { Schema } from '../../apimachinery/index.ts';
import { bases } from './bases.ts';
import type { Draw } from './draw.ts';
import { oddText, valueText } from './values.ts';

export const names = ['a', 'b', 'c'];

/** What a request to a resource may carry; undefined: nothing. */
export function bodyOf(
  resource: ServedResource,
  subresource: string,
  method: string,
  draw: Draw,
): Uint8Array | undefined {
  const text = bodyText(resource, subresource, method, draw);
  return text === undefined ? undefined : encoded(text, draw);
}

function bodyText(
  resource: ServedResource,
  subresource: string,
  method: string,
  draw: Draw,
): string | undefined {
  if (method === 'GET' || method === 'HEAD' || draw.oneIn(40)) return undefined;
  if (draw.oneIn(40)) return draw.pick(['', ' ', '{', '[]', 'null', '5', '"x"', '\ufeff{}', '{"metadata":']);
  const odd = draw.pick([0, 2, 10]);
  if (method === 'DELETE') return valueText(schemaFor('', 'v1', 'DeleteOptions'), draw, odd);
  const spoken = resource.subresources.find(({ name }) => name === subresource) ?? resource;
  const schema = schemaFor(spoken.group, spoken.version, spoken.kind);
  if (method === 'PATCH' && draw.oneIn(3)) return jsonPatchText(schema, draw, odd);
  const base = spoken.kind === resource.kind ? bases[resource.resource] : undefined;
  if (base === undefined || draw.oneIn(3)) return objectText(schema, draw, odd);
  return mutated({ metadata: { name: draw.pick(names), labels: { a: 'b' } }, ...base }, draw);
}

/** An object with a name and of no other kind, else most would be refused for that before anything else is looked at. */
function objectText(schema: Schema | undefined, draw: Draw, odd: number): string {
  const { kind: _, apiVersion: __, metadata, ...properties } = schema?.properties ?? {};
  const text = valueText({ ...schema, properties }, draw, odd);
  if (!text.startsWith('{')) return text;
  const told = draw.oneIn(20)
    ? valueText(schema?.properties?.metadata, draw, 5)
    : metadataText(draw, metadata);
  const members = [text.slice(1, -1), `"metadata":${told}`];
  if (draw.oneIn(20)) members.push('"kind":null,"apiVersion":null');
  return `{${members.filter((member) => member !== '').join(',')}}`;
}

function metadataText(draw: Draw, schema: Schema | undefined): string {
  const members = [draw.oneIn(8) ? '"generateName":"g-"' : `"name":"${draw.pick(names)}"`];
  if (draw.oneIn(3)) {
    const more = valueText(schema, draw, 5);
    if (more.startsWith('{') && more !== '{}') members.unshift(more.slice(1, -1));
  }
  return `{${members.join(',')}}`;
}

/** The object with odd values at some of its places. */
function mutated(base: object, draw: Draw): string {
  const copy = structuredClone(base);
  const texts = Array.from({ length: draw.below(4) }, () => oddText(draw));
  for (const [index] of texts.entries()) setSomewhere(copy, `@${index}@`, draw);
  return texts.reduce((text, odd, index) => text.replace(`"@${index}@"`, () => odd), JSON.stringify(copy));
}

function setSomewhere(container: object, value: string, draw: Draw): void {
  const members = container as Record<string, unknown>;
  const key = draw.pick(Object.keys(members));
  const inner = key === undefined ? undefined : members[key];
  if (typeof inner === 'object' && inner !== null && !draw.oneIn(4)) setSomewhere(inner, value, draw);
  else members[draw.oneIn(10) && !Array.isArray(container) ? 'extra' : (key ?? '0')] = value;
}

function jsonPatchText(schema: Schema | undefined, draw: Draw, odd: number): string {
  const operations = Array.from({ length: 1 + draw.below(3) }, () => {
    const parts: string[] = [];
    let at = schema;
    for (let depth = draw.below(5); depth > 0; depth--) {
      const known = Object.keys(at?.properties ?? {});
      const part =
        known.length > 0 && !draw.oneIn(10)
          ? draw.pick(known)
          : draw.pick(['0', '-', '-1', '__proto__', 'a~1b', '']);
      parts.push(part);
      at = at?.properties?.[part] ?? at?.items ?? at?.additionalProperties;
    }
    const path = JSON.stringify(draw.oneIn(20) ? 'x' : parts.map((part) => `/${part}`).join(''));
    const op = draw.pick(['add', 'add', 'replace', 'remove', 'test', 'copy', 'move', 'x']);
    return `{"op":"${op}","path":${path},"from":"/metadata","value":${valueText(at, draw, odd)}}`;
  });
  return `[${operations.join(',')}]`;
}

function encoded(text: string, draw: Draw): Uint8Array {
  if (draw.oneIn(60)) return Buffer.from(text, 'utf16le');
  if (draw.oneIn(60)) return gzipSync(text);
  const bytes = Buffer.from(text);
  if (draw.oneIn(60) && bytes.length > 0)
    bytes[draw.below(bytes.length)] = draw.pick([0xff, 0xc0, 0x00, 0x22, 0x7b]);
  return draw.oneIn(80) ? bytes.subarray(0, draw.below(bytes.length + 1)) : bytes;
}
