import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads groups of processes, `+ ID` when one begins and `- ID` when it has ended, and kills what is left when its input ends: that is when
 * this process has, in whatever way.
 */
const script = `left=' '
while read -r sign id; do
  case $sign in
    +) left="$left$id " ;;
    -) left="\${left%% $id *} \${left#* $id }" ;;
  esac
done
for id in $left; do kill -9 "-$id"; done`;

let guardian: ChildProcessByStdio<Writable, null, null> | undefined;

/** No process of the group `id` outlives this process, however it ends. Returns what ends that, for when the group has ended. */
export function guard(id: number): () => void {
  guardian ??= start();
  const { stdin } = guardian;
  stdin.write(`+ ${id}\n`);
  return () => void stdin.write(`- ${id}\n`);
}

/** It is in no group with this process, so that what ends this one does not end it. */
function start(): ChildProcessByStdio<Writable, null, null> {
  const started = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  started.unref();
  started.on('error', () => {});
  started.stdin.on('error', () => {});
  if ('unref' in started.stdin && typeof started.stdin.unref === 'function') started.stdin.unref();
  return started;
}
