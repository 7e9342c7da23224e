import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { isObject, messageOf, writeYaml } from '../../apimachinery/index.ts';
import { moduleExports } from '../module-exports.ts';
import { UsageError } from '../usage-error.ts';
import { usedPermissions } from '../used-role.ts';

interface GenerateOptions {
  readonly output?: string;
}

interface RbacOptions extends GenerateOptions {
  readonly fromTrace?: string;
  readonly client?: readonly [string, ...string[]];
}

const help = `
"crd" and "rbac" run the modules, and look at what they export: kinds made by defineKind(), roles made by rbac(), and plain
CustomResourceDefinitions, Roles and ClusterRoles. From a trace "rbac" writes the smallest role for what a client has asked for: lines of
JSON, as "homeostat up --request-log" writes them, or an audit log of Kubernetes. What did not happen is not in it.

Examples:
  homeostat generate crd src/kinds.ts -o config/crd/websites.yaml
  homeostat generate rbac src/permissions.ts -o config/rbac/role.yaml
  homeostat generate rbac --from-trace requests.jsonl --client website-operator
  homeostat generate types config/crd -o src/types.ts`;

export function addGenerateCommand(program: Command): void {
  const generate = program
    .command('generate')
    .description(
      'CustomResourceDefinitions and roles from TypeScript, TypeScript from CustomResourceDefinitions',
    )
    .addHelpText('after', help);
  const generator = (name: string, of: string, description: string, files = '<files...>') =>
    generate
      .command(name)
      .description(description)
      .argument(files, of)
      .option('-o, --output <file>', 'where it is written (default: the standard output)');
  generator('crd', 'modules', 'write the CustomResourceDefinitions of the kinds that modules export').action(
    (files: readonly string[], options: GenerateOptions) =>
      write(manifests(files, ['CustomResourceDefinition']), options),
  );
  generator(
    'rbac',
    'modules',
    'write the roles that modules export, or what a client has asked for',
    '[files...]',
  )
    .option('--from-trace <file>', 'a role of what a client has asked for in this file')
    .option(
      '--client <names...>',
      'which: as it calls itself, or in an audit log its user; of a program all that its controllers are called',
    )
    .action((files: readonly string[], options: RbacOptions) => write(roles(files, options), options));
  generator(
    'types',
    'files with CustomResourceDefinitions, or folders of such files',
    'write the TypeScript types of the objects that CustomResourceDefinitions describe',
  ).action(async (files: readonly string[], options: GenerateOptions) =>
    write(await typesOf(files), options),
  );
}

/** The objects of these kinds that the modules export, as documents of YAML. */
function manifests(files: readonly string[], kinds: readonly string[]): string {
  const exported = files.flatMap(moduleExports).map(objectOf);
  const found = exported.filter((value) => isObject(value) && kinds.includes(String(value.kind)));
  if (found.length === 0) throw new UsageError(`${files.join(', ')}: no ${kinds.join(' or ')} is exported`);
  const documents = new Set(found.map((object) => writeYaml(object)));
  return [...documents].map((text) => `---\n${text}`).join('');
}

function roles(files: readonly string[], { fromTrace, client }: RbacOptions): string {
  if (fromTrace === undefined) {
    if (files.length === 0) throw new UsageError('modules are to be named, or a file with --from-trace');
    return manifests(files, ['ClusterRole', 'Role']);
  }
  if (client === undefined)
    throw new UsageError('--from-trace needs --client, which says whose role it is to be');
  try {
    const used = usedPermissions(readFileSync(fromTrace, 'utf8'), fromTrace);
    return `---\n${writeYaml(used.roleOf(client))}`;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${fromTrace}: ${messageOf(error)}`);
  }
}

/** A kind that was defined by `defineKind` stands for its definition. */
function objectOf(value: unknown): unknown {
  return isObject(value) && isObject(value.definition) ? value.definition : value;
}

async function typesOf(files: readonly string[]): Promise<string> {
  const { readDefinitions } = await import('../../testing/definitions.ts');
  const definitions = readDefinitions(files);
  if (definitions.length === 0)
    throw new UsageError(`${files.join(', ')}: there is no CustomResourceDefinition`);
  const { printTypes } = await import('../../custom-resources/index.ts');
  return `// Written by "homeostat generate types".\n${printTypes(definitions)}`;
}

function write(text: string, { output }: GenerateOptions): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, text);
}
