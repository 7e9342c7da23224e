/** A text that is not of the form it should have: a selector, a quantity, a time. The message is for the user. */
export class InvalidValueError extends Error {
  override readonly name = 'InvalidValueError';
}
