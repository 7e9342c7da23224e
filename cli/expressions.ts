import { UsageError } from './usage-error.ts';

/** An option's parser for regular expressions with commas between them, as kubectl's options have them. */
export function expressions(option: string): (text: string) => readonly RegExp[] {
  return (text) => {
    if (text === '') return [];
    return text.split(',').map((expression) => {
      try {
        return new RegExp(expression);
      } catch (error) {
        throw new UsageError(`${option}: ${(error as Error).message}`);
      }
    });
  };
}
