import { parseDuration } from '../apimachinery/values/duration.ts';
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

/** An option's parser for a length of time as Kubernetes' flags have it, `5m0s`, in milliseconds. */
export function duration(option: string): (text: string) => number {
  return (text) => {
    try {
      const ms = parseDuration(text);
      if (ms >= 0) return ms;
    } catch {
      // Told below.
    }
    throw new UsageError(`${option} must be a length of time such as 5m or 90s, or 0, not "${text}"`);
  };
}
