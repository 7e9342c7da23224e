import type { LocalMachine } from '../local-machine.ts';
import { openLocalFile } from './local-file.ts';
import { startLocalProcess } from './local-process.ts';

/** The machine that this process runs on. */
export const localMachine: LocalMachine = Object.freeze({
  open: openLocalFile,
  start: startLocalProcess,
});
