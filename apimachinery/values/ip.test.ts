import { expect, test } from 'vitest';
import { formatIp, parseIp } from './ip.ts';

test.each([
  ['10.96.0.1', [10, 96, 0, 1], false],
  ['0.0.0.0', [0, 0, 0, 0], false],
  ['255.255.255.255', [255, 255, 255, 255], false],
  ['010.1.2.3', [10, 1, 2, 3], true],
  ['1.2.3.00000255', [1, 2, 3, 255], true],
])('%s is an IPv4 address', (text, bytes, hasLeadingZeros) => {
  const address = parseIp(text) ?? expect.fail();
  expect(address).toEqual({ bytes, version: 4, isMapped: false, hasLeadingZeros });
  expect(formatIp(address)).toBe(bytes.join('.'));
});

test.each(['', '1', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '.1.2.3', '1..2.3', '256.1.1.1', '1.2.3.000000255'])(
  '%j is no address',
  (text) => expect(parseIp(text)).toBeUndefined(),
);

test.each(['1.2.3.a', '1.2.3.-4', '1.2.3.4 ', '1,2,3,4', '1.2.3.٤'])('%j is none', (text) =>
  expect(parseIp(text)).toBeUndefined(),
);

test.each([
  ['::', '::'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['fd00::1.2.3.4', 'fd00::102:304'],
])('%s is written %s', (text, written) => {
  expect(formatIp(parseIp(text) ?? expect.fail())).toBe(written);
});
