import { hash } from 'node:crypto';
import type { XoshiroState } from './xoshiro.ts';

/** Names a stream of random numbers: 64 hex digits. Equal keys give equal streams, others unrelated ones. */
export type StreamKey = string;

/** The key everything of one world is derived from. The number 7 and the text `7` are one seed. */
export function rootKey(seed: string | number): StreamKey {
  return hash('sha256', `seed\0${seed}`);
}

/** The key of a child, from its parent's key and its own label alone. */
export function deriveKey(parent: StreamKey, label: string): StreamKey {
  return hash('sha256', `${parent}\0${label}`);
}

/** The state a stream starts in. */
export function stateOf(key: StreamKey): XoshiroState {
  const digest = hash('sha256', `state\0${key}`, 'buffer');
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}
