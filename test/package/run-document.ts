import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page of ours, as text. */
export function readPage(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What stands in its code blocks of a language. */
export function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );
}

/** What a program has printed, whether or not its exit code was 0. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Has the compiler look at a program that imports the package by its name, and runs it with these arguments of node. */
export async function runProgram(
  text: string,
  ...args: readonly string[]
): Promise<{ readonly checked: Printed; readonly ran: Printed }> {
  return inFolder(text, async (directory) => {
    const checked = await check(directory);
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(directory, 'tsconfig.json') };
    return { checked, ran: await node(['--import', 'tsx', ...args, join(directory, 'page.mts')], env) };
  });
}

/** Has the compiler look at it, and does not run it. */
export function checkProgram(text: string): Promise<Printed> {
  return inFolder(text, check);
}

async function inFolder<T>(text: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-page-'));
  try {
    writeFileSync(join(directory, 'page.mts'), text);
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(fromSources));
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function check(directory: string): Promise<Printed> {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  return node([join(typescript, '../bin/tsc'), '-p', directory]);
}

/** The package's names lead to the sources, so that nothing need be built. */
const fromSources = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    paths: {
      homeostat: [join(root, 'index.ts')],
      'homeostat/testing': [join(root, 'testing/index.ts')],
    },
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: ['*.mts'],
  exclude: [],
};

async function node(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Printed> {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, args, { cwd: root, env }).catch((error) => error);
  return { stdout, stderr };
}
