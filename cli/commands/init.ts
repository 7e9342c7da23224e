import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { operatorFiles, takenNames, writeFiles } from '../operator-project.ts';
import { shellQuote } from '../shell-quote.ts';
import { UsageError } from '../usage-error.ts';

interface InitOptions {
  readonly group: string;
  readonly kind: string;
  readonly version: string;
}

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('begin a project')
    .command('operator')
    .description(
      'begin an operator: a kind of its own, a controller, webhooks, tests, and what it needs in a cluster',
    )
    .argument('<directory>', 'where; its last part names the operator')
    .option('--group <group>', 'the API group of the kind', 'example.com')
    .option('--kind <kind>', 'the kind', 'Website')
    .option('--version <version>', 'its first version', 'v1alpha1')
    .action(initOperator);
}

function initOperator(directory: string, { group, kind, version }: InitOptions): void {
  const name = basename(resolve(directory));
  check('the last part of the directory', name, /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'my-operator');
  check('--group', group, /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'example.com');
  check('--kind', kind, /^[A-Z][A-Za-z0-9]{0,62}$/, 'Website');
  if (takenNames().has(kind.toLowerCase()))
    throw new UsageError(`--kind "${kind}": the sources of the project have this name for something else`);
  check('--version', version, /^v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$/, 'v1alpha1');
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new UsageError(`${directory} is not empty; an operator begins in a folder of its own`);
  const files = operatorFiles({ name, group, kind, version });
  writeFiles(directory, files);
  console.log(`${files.size} files are in ${directory}. Next:

  cd ${shellQuote(directory)}
  npm install
  npm test

README.md says what is where.`);
}

function check(what: string, value: string, pattern: RegExp, example: string): void {
  if (!pattern.test(value)) throw new UsageError(`${what} is such as "${example}", not "${value}"`);
}
