/** Every word of the scenario language. A new one is a file beside these and a line here. */
import { assert } from './assert.ts';
import type { Command } from './command.ts';
import { drain } from './drain.ts';
import { error } from './error.ts';
import { kill, start } from './nodes.ts';
import { remove } from './remove.ts';
import { scale } from './scale.ts';
import { advance, settle } from './time.ts';
import { wait } from './wait.ts';
import { apply, create, patch } from './write.ts';

export const commands: readonly Command[] = [
  apply,
  create,
  patch,
  scale,
  remove,
  assert,
  error,
  wait,
  advance,
  settle,
  kill,
  start,
  drain,
];

export { ArgumentReader } from './argument-reader.ts';
export { type Command, StepFailure } from './command.ts';
