import { utf8Length } from '../../values/go-format.ts';

const single = /^[a-zA-Z0-9\p{S}\p{L}](?:-?[a-zA-Z0-9\p{S}\p{L}]{0,62})$/u;
const label = /^[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\p{S}\p{L}-]{0,61}[a-zA-Z0-9\p{S}\p{L}])?$/u;
const topLevel = /^[a-zA-Z\p{L}]{2,63}$/u;

/** A name of one label, or of several of which the last has letters only. Mirrors strfmt.IsHostname. */
export function isHostname(text: string): boolean {
  if (utf8Length(text) > 255) return false;
  const labels = text.split('.');
  if (labels.some((part) => utf8Length(part) > 63)) return false;
  if (labels.length === 1) return single.test(text);
  return topLevel.test(labels.at(-1) ?? '') && labels.slice(0, -1).every((part) => label.test(part));
}
