import { expect, test } from 'vitest';
import { fieldErrorText, fieldInvalid, fieldNotSupported } from './field-errors.ts';

test('a word that is not supported is shown as JSON, another text as Go quotes it', () => {
  expect(fieldErrorText(fieldNotSupported('a', '<x>', ['y']))).toBe(
    String.raw`a: Unsupported value: "\u003cx\u003e": supported values: "y"`,
  );
  expect(fieldErrorText(fieldInvalid('a', '<x>', 'no'))).toBe('a: Invalid value: "<x>": no');
});
