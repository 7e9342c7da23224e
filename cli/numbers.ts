import { UsageError } from './usage-error.ts';

/** An option's parser for a whole number in a range. */
export function wholeNumber(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < min || value > max) {
      throw new UsageError(`${option} must be a whole number from ${min} to ${max}, not "${text}"`);
    }
    return value;
  };
}
