import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import type { Host, Program, ProgramEnd } from './host.ts';
import { KubeconfigError } from './kubeconfig-error.ts';

/** Far more than a kubeconfig or a certificate has. */
const fileBytesMax = 16 * 1024 * 1024;
/** Far more than credentials take. */
const outputBytesMax = 1024 * 1024;

/** The machine that this process runs on. */
export function thisMachine(): Host {
  return {
    readFile,
    variables: process.env,
    homeDirectory: homedir(),
    now: Date.now,
    isTerminal: process.stdin.isTTY === true,
    run,
  };
}

function readFile(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isFile()) throw new KubeconfigError('cannot be read: it is no regular file');
  if (stat.size > fileBytesMax)
    throw new KubeconfigError(`cannot be read: it has more than ${fileBytesMax / 1024 / 1024} MiB`);
  return readFileSync(path, 'utf8');
}

function run({ command, args, variables, interactive }: Program): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...variables },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > outputBytesMax) {
        child.kill('SIGKILL');
        reject(new Error(`it writes more than ${outputBytesMax} bytes`));
      }
      chunks.push(chunk);
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
