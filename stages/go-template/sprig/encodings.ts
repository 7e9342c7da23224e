import { createHash } from 'node:crypto';
import { type FunctionTable, templateFunction, text } from '../functions.ts';

/** Mirrors sprig (strings.go, crypto.go). */
export const encodingFunctions: FunctionTable = {
  b64enc: templateFunction('string', ([value]) => Buffer.from(text(value)).toString('base64')),
  b64dec: templateFunction('string', ([value]) => base64(text(value))),
  b32enc: templateFunction('string', ([value]) => base32(Buffer.from(text(value)))),
  b32dec: templateFunction('string', ([value]) => fromBase32(text(value))),
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  sha512sum: digest('sha512'),
  adler32sum: templateFunction('string', ([value]) => adler32(Buffer.from(text(value)))),
};

function digest(algorithm: string) {
  return templateFunction('string', ([value]) => createHash(algorithm).update(text(value)).digest('hex'));
}

/** What is none is answered with what is wrong with it. */
function base64(value: string): string {
  const digits = value.replace(/[\r\n]/g, '');
  const [valid = ''] = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(digits) ?? [];
  if (valid.length === digits.length) return Buffer.from(digits, 'base64').toString('utf8');
  const wrong = digits.slice(valid.length).search(/[^A-Za-z0-9+/]/);
  return `illegal base64 data at input byte ${valid.length + (wrong < 0 ? digits.length - valid.length : wrong)}`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const digits = (bits.match(/.{1,5}/g) ?? []).map(
    (part) => alphabet[Number.parseInt(part.padEnd(5, '0'), 2)],
  );
  const whole = digits.join('');
  return whole.padEnd(Math.ceil(whole.length / 8) * 8, '=');
}

function fromBase32(value: string): string {
  let end = value.length;
  while (value[end - 1] === '=') end -= 1;
  const digits = value.slice(0, end);
  const wrong = [...digits].findIndex((digit) => !alphabet.includes(digit));
  if (wrong >= 0 || value.length % 8 !== 0)
    return `illegal base32 data at input byte ${wrong < 0 ? digits.length : wrong}`;
  const bits = [...digits].map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes).toString('utf8');
}

function adler32(bytes: Uint8Array): string {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return String(high * 65536 + low);
}
