import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InvalidValueError } from './invalid-value.ts';
import { milliQuantityOf, parseQuantity, quantityMilliValue, quantityOf, quantityValue } from './quantity.ts';

it('rounds away from zero to whole units and to thousandths', () => {
  expect(parseQuantity('1500m').value()).toBe(2);
  expect(parseQuantity('-1500m').value()).toBe(-2);
  expect(parseQuantity('1001u').milliValue()).toBe(2);
  expect(parseQuantity('1Gi').scaledValue(-9)).toBe(1_073_741_824_000_000_000n);
});

it('adds and subtracts exactly, in the format of the first that is not zero', () => {
  expect(parseQuantity('0.1').add(parseQuantity('200m')).toString()).toBe('300m');
  expect(quantityOf(0).add(parseQuantity('1Gi')).toString()).toBe('1Gi');
  expect(parseQuantity('1Gi').sub(parseQuantity('512Mi')).toString()).toBe('512Mi');
  expect(milliQuantityOf(250).mul(3).toString()).toBe('750m');
  expect(milliQuantityOf(250).neg().toString()).toBe('-250m');
});

it('compares amounts, not texts', () => {
  expect(parseQuantity('1').equals(parseQuantity('1000m'))).toBe(true);
  expect(parseQuantity('1Ki').compare(parseQuantity('1k'))).toBe(1);
  expect(parseQuantity('-1').compare(parseQuantity('0'))).toBe(-1);
});

it('takes numbers as JSON may hold them, and says what is wrong with a text', () => {
  expect(parseQuantity(0.5).toString()).toBe('500m');
  expect(JSON.stringify({ cpu: parseQuantity('1000m') })).toBe('{"cpu":"1"}');
  expect(() => parseQuantity('1 Gi')).toThrow(InvalidValueError);
  expect(() => parseQuantity('1GB')).toThrow('quantities must match the regular expression');
  expect(() => parseQuantity('1Gig')).toThrow(InvalidValueError);
  expect(() => parseQuantity('1e99999')).toThrow("unable to parse quantity's suffix");
});

it('reads the usual forms fast and alike', () => {
  const usual = fc
    .tuple(fc.nat(2_000_000_000), fc.constantFrom('', 'm', 'Ki', 'Mi', 'Gi', 'k', 'e3'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(usual, (text) => {
      expect(quantityValue(text)).toBe(parseQuantity(text).value());
      expect(quantityMilliValue(text)).toBe(parseQuantity(text).milliValue());
    }),
  );
});

it('has at most a thousand characters, so that nobody computes for long', () => {
  expect(parseQuantity('9'.repeat(1000)).sign).toBe(1);
  expect(() => parseQuantity('9'.repeat(1001))).toThrow('unable to parse numeric part of quantity');
  expect(() => parseQuantity('x'.repeat(1001))).toThrow('quantities must match the regular expression');
});
