import { execFileSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface KubectlBinary {
  readonly path: string;
  /** `1.33`. */
  readonly version: string;
}

/**
 * The kubectls of this machine that are worth trying: of several versions side by side (`kubectl.1.27`, ...) the oldest
 * and the newest, else the one on the path. Empty where there is none.
 */
export function kubectlBinaries(): readonly KubectlBinary[] {
  const found = onPath();
  if (found === undefined) return [];
  const directory = dirname(realpathSync(found));
  const beside = readdirSync(directory)
    .filter((name) => /^kubectl\.1\.[0-9]+$/.test(name))
    .map((name) => ({ path: join(directory, name), version: name.slice('kubectl.'.length) }))
    .sort((left, right) => minor(left.version) - minor(right.version));
  const oldest = beside[0];
  const newest = beside.at(-1);
  if (oldest === undefined || newest === undefined) return [{ path: found, version: versionOf(found) }];
  return oldest === newest ? [oldest] : [oldest, newest];
}

function onPath(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function versionOf(path: string): string {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  const { clientVersion } = JSON.parse(text) as { clientVersion: { gitVersion: string } };
  return /1\.[0-9]+/.exec(clientVersion.gitVersion)?.[0] ?? clientVersion.gitVersion;
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
