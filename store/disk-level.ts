import { Level as DiskLevel } from 'level';
import type { Level } from './log.ts';

/** LevelDB in a directory. Loaded by who asks for one: a store in memory needs none. */
export function diskLevel(directory: string, writeBufferBytes: number): Level {
  return new DiskLevel<string, string>(directory, { writeBufferSize: writeBufferBytes });
}
