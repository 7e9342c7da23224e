import { type FSWatcher, watch } from 'node:fs';

interface FileWatch {
  readonly watcher: FSWatcher;
  readonly listeners: Set<() => void>;
}

/** One for each file, however many look at it. */
const watches = new Map<string, FileWatch>();

/** Calls back after each change of a file, or when it cannot be watched any more. Returns what ends that. Throws where it cannot be. */
export function watchFile(path: string, listener: () => void): () => void {
  const found = watches.get(path) ?? begin(path);
  found.listeners.add(listener);
  return () => {
    found.listeners.delete(listener);
    if (found.listeners.size > 0) return;
    found.watcher.close();
    if (watches.get(path) === found) watches.delete(path);
  };
}

function begin(path: string): FileWatch {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const watcher = watch(path, tell).on('error', () => {
    watches.delete(path);
    tell();
  });
  const made = { watcher, listeners };
  watches.set(path, made);
  return made;
}
