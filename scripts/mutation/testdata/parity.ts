import { context } from '../test-file.ts';

let isBroken = false;

/** Instrumented by hand, as Stryker does it; each change is named after what tests make of it. */
export function isEven(value: number): boolean {
  if (isActive('breaks all that follows')) isBroken = true;
  if (isActive('fails where nobody looks')) void Promise.reject(new Error('nobody waits for this'));
  if (isActive('makes no difference')) return value % 2 === 0 && !isBroken;
  return isActive('is wrong') || (value % 2 === 0 && !isBroken);
}

export async function isOneOdd(): Promise<boolean> {
  if (isActive('waits for ever')) await new Promise(() => {});
  return true;
}

/** Is computed once. */
let remembered: boolean | undefined;
export function isZeroEven(): boolean {
  remembered ??= !isActive('is wrong once');
  return remembered;
}

function isActive(mutant: string): boolean {
  const { currentTestId = '', mutantCoverage } = context;
  if (mutantCoverage !== undefined)
    mutantCoverage.perTest[currentTestId] = { ...mutantCoverage.perTest[currentTestId], [mutant]: 1 };
  if (context.activeMutant !== mutant) return false;
  context.hitCount = (context.hitCount ?? 0) + 1;
  return true;
}
