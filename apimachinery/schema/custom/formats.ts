import { parseRequestUri } from '../../values/go-url.ts';
import { isIpV4, isIpV6 } from '../../values/ip.ts';
import { isEmail } from './email-format.ts';
import { isHostname } from './hostname-format.ts';
import { isCreditCard, isIsbn10, isIsbn13 } from './number-formats.ts';
import { isDate, isDateTime, isDuration } from './time-formats.ts';

type Test = (text: string) => boolean;

/**
 * Whether a text is of a format; undefined for a format that Kubernetes 1.36 does not know. Dashes in its name do not
 * count.
 */
export function formatTest(format: string): Test | undefined {
  return tests.get(format.replaceAll('-', ''));
}

const uuid = (version: string, variant: string): Test => {
  const hex = '[0-9a-f]';
  const last = `${variant}${hex}{3}-?${hex}{12}`;
  return matches(new RegExp(`^${hex}{8}-?${hex}{4}-?${version}${hex}{3}-?${last}$`, 'i'));
};

/** Mirrors k8s.io/kube-openapi pkg/validation/strfmt (Default), under the names it normalizes to. */
const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['bsonobjectid', matches(/^[0-9a-fA-F]{24}$/)],
  ['uri', (text) => parseRequestUri(text) !== undefined],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isFormatIpV4],
  ['ipv6', isIpV6],
  ['cidr', isCidr],
  ['mac', isMac],
  ['uuid', uuid('[0-9a-f]', '[0-9a-f]')],
  ['uuid3', uuid('3', '[0-9a-f]')],
  ['uuid4', uuid('4', '[89ab]')],
  ['uuid5', uuid('5', '[89ab]')],
  ['isbn', (text) => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', isCreditCard],
  ['ssn', matches(/^\d{3}[- ]\d{2}[- ]\d{4}$/)],
  ['hexcolor', matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ['rgbcolor', isRgbColor],
  ['byte', isBase64],
  ['password', () => true],
  ['date', isDate],
  ['duration', isDuration],
  ['datetime', isDateTime],
  ['k8sshortname', (text) => text.length <= 63 && shortName.test(text)],
  ['k8slongname', (text) => text.length <= 253 && text.split('.').every((part) => shortName.test(part))],
]);

const shortName = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;

function matches(expression: RegExp): Test {
  return (text) => expression.test(text);
}

/** An IPv6 address that ends like an IPv4 one counts. */
function isFormatIpV4(text: string): boolean {
  return isIpV4(text, true) || (text.includes('.') && isIpV6(text));
}

function isCidr(text: string): boolean {
  const [, address = '', bits = ''] = /^([^/]*)\/([0-9]{1,6})$/.exec(text) ?? [];
  if (bits === '') return false;
  if (isIpV4(address, true)) return Number(bits) <= 32;
  return isIpV6(address) && Number(bits) <= 128;
}

/** 6, 8 or 20 bytes. */
function isMac(text: string): boolean {
  const sized = (bytes: number): boolean => bytes === 6 || bytes === 8 || bytes === 20;
  if (/^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2})*$/.test(text))
    return sized((text.length + 1) / 3);
  if (/^[0-9a-fA-F]+$/.test(text)) return sized(text.length / 2);
  return /^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$/.test(text) && sized((2 * (text.length + 1)) / 5);
}

function isRgbColor(text: string): boolean {
  const [, inside] = /^rgb\((.*)\)$/s.exec(text) ?? [];
  const parts = inside?.split(',') ?? [];
  return (
    parts.length === 3 &&
    parts.every((part) => /^[\t\n\f\r ]*(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])[\t\n\f\r ]*$/.test(part))
  );
}

/** Of four characters or more. */
function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
