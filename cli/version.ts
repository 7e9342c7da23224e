import { readFileSync } from 'node:fs';

/** Of this package: its package.json lies above this file, in the sources and in `dist` alike. */
export function version(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(up, import.meta.url), 'utf8');
      return (JSON.parse(text) as { readonly version: string }).version;
    } catch {
      // It is one folder further up in the compiled package.
    }
  }
  return 'unknown';
}
