import { expect, test } from 'vitest';
import { pemBlocks } from './pem.ts';

const blocks = (text: string) =>
  pemBlocks(Buffer.from(text).toString('base64')).map(
    ({ type, hasHeaders, bytes }) => `${type}${hasHeaders ? '*' : ''} ${bytes.toString()}`,
  );

const block = (type: string, content = 'YQ==', end = type) =>
  `-----BEGIN ${type}-----\n${content}\n-----END ${end}-----\n`;

// What Go makes of each.
test.each([
  ['one', block('KEY'), ['KEY a']],
  [
    'two, with other text around',
    `a\n${block('KEY')}b\n${block('CERTIFICATE', 'Yg==')}`,
    ['KEY a', 'CERTIFICATE b'],
  ],
  ['one without an end before', `-----BEGIN KEY-----\n${block('OTHER')}`, ['OTHER a']],
  ['one that ends as another', `${block('KEY', 'YQ==', 'OTHER')}${block('LAST')}`, ['LAST a']],
  ['headers', block('KEY', 'a: b\nc: d\n\nYQ=='), ['KEY* a']],
  ['spaces and other ends of lines', block('KEY', ' Y Q\t=\r\n='), ['KEY a']],
  ['nothing in it', block('KEY', ''), ['KEY ']],
  ['nothing, not even a line', '-----BEGIN KEY-----\n-----END KEY-----', ['KEY ']],
  ['what is no base64', block('KEY', 'a!b?'), []],
  ['a begin within a line', `x ${block('KEY')}`, []],
  ['something after its end', block('KEY').replace(/\n$/, ' x\n'), []],
  ['no dashes after its type', block('KEY').replace('KEY-----', 'KEY'), []],
  ['what lacks its padding', block('KEY', 'YQ'), []],
  ['headers only', '-----BEGIN KEY-----\na: b\n-----END KEY-----', []],
])('%s', (_, text, expected) => {
  expect(blocks(text)).toEqual(expected);
});
