import { applied } from './apply-cases.ts';
import type { Case } from './case.ts';
import { patches } from './patch-cases.ts';
import { policies } from './policy-cases.ts';

/** All that is asked. */
export const cases: readonly Case[] = [
  ...applied.map((one) => ({ ...one, name: `apply: ${one.name}` })),
  ...patches.map((one) => ({ ...one, name: `patch: ${one.name}` })),
  ...policies.map((one) => ({ ...one, name: `policy: ${one.name}` })),
];
