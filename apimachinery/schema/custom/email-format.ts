import { isIpV4, isIpV6 } from '../../values/ip.ts';

const atom = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\u{10ffff}]+$/u;

/** Far longer than any address, and short enough that no text takes long. */
const lengthMax = 2_000;

/**
 * One address as a header of a mail has it, with or without the name of whom it is of.
 * Mirrors net/mail.ParseAddress. Differs: comments within comments, folded lines and very long texts are
 * refused.
 */
export function isEmail(text: string): boolean {
  if (text.length > lengthMax) return false;
  const trimmed = text.replace(/^[ \t]+/, '').replace(/(?:[ \t]*\((?:[^()\\]|\\.)*\))*[ \t]*$/s, '');
  if (!trimmed.endsWith('>')) return isAddress(trimmed);
  const open = trimmed.lastIndexOf('<');
  return open >= 0 && isPhrase(trimmed.slice(0, open)) && isAddress(trimmed.slice(open + 1, -1));
}

/** `local@domain`. */
function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1) return false;
  const local = text.slice(0, at);
  return (isDotAtom(local) || isQuoted(local)) && isDomain(text.slice(at + 1).replace(/^[ \t]+/, ''));
}

function isDomain(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return isDotAtom(text);
  const address = text.slice(1, -1);
  return isIpV4(address) || isIpV6(address);
}

function isDotAtom(text: string): boolean {
  return text.split('.').every((part) => atom.test(part));
}

function isQuoted(text: string): boolean {
  return /^"(?:[\t !#-[\]-~\u0080-\u{10ffff}]|\\[\t -~])*"$/u.test(text) && text.length > 2;
}

function isPhrase(text: string): boolean {
  const words = text.match(/"(?:[^"\\]|\\.)*"|"|[^ \t"]+/g) ?? [];
  return words.every((word) => (word.startsWith('"') ? word.length > 1 : /^[^()<>[\]:;@\\,"]+$/.test(word)));
}
