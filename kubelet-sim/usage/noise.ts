import { deriveKey, streamOf } from '../../environment/index.ts';

/** For so long it stays what it was drawn. As often as a node looks what its pods use. */
const stepMs = 10_000;

/** The amount, more or less by up to `share` of it. Drawn from the name and the time alone: whoever asks is told the same. */
export function withNoise(amount: number, share: number, sinceMs: number, name: string): number {
  const step = Math.floor(sinceMs / stepMs);
  const drawn = streamOf(deriveKey('usage', `${name}/${step}`)).next();
  return Math.round(amount * (1 + share * (2 * drawn - 1)));
}
