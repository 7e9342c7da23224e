/**
 * Gives each of `count` things one of `choices` that fits it, no choice twice, to as many things as possible (Kuhn's
 * algorithm: who came first moves on if there is another choice for it). Undefined for those that get none.
 */
export function pairUp(
  count: number,
  choices: number,
  fits: (thing: number, choice: number) => boolean,
): readonly (number | undefined)[] {
  const holders = new Map<number, number>();
  const settle = (thing: number, tried: Set<number>): boolean => {
    for (let choice = 0; choice < choices; choice++) {
      if (tried.has(choice) || !fits(thing, choice)) continue;
      tried.add(choice);
      const holder = holders.get(choice);
      if (holder !== undefined && !settle(holder, tried)) continue;
      holders.set(choice, thing);
      return true;
    }
    return false;
  };
  for (let thing = 0; thing < count; thing++) settle(thing, new Set());
  const paired = new Array<number | undefined>(count).fill(undefined);
  for (const [choice, thing] of holders) paired[thing] = choice;
  return paired;
}
