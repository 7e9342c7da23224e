import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { isObject, writeYaml } from '../../apimachinery/index.ts';
import { moduleExports } from '../module-exports.ts';
import { UsageError } from '../usage-error.ts';

interface GenerateOptions {
  readonly output?: string;
}

const help = `
"crd" and "rbac" run the modules, and look at what they export: kinds made by defineKind(), roles made by rbac(), and plain
CustomResourceDefinitions, Roles and ClusterRoles.

Examples:
  homeostat generate crd src/kinds.ts -o config/crd/websites.yaml
  homeostat generate rbac src/permissions.ts -o config/rbac/role.yaml
  homeostat generate types config/crd -o src/types.ts`;

export function addGenerateCommand(program: Command): void {
  const generate = program
    .command('generate')
    .description(
      'CustomResourceDefinitions and roles from TypeScript, TypeScript from CustomResourceDefinitions',
    )
    .addHelpText('after', help);
  const generator = (name: string, of: string, description: string) =>
    generate
      .command(name)
      .description(description)
      .argument('<files...>', of)
      .option('-o, --output <file>', 'where it is written (default: the standard output)');
  generator('crd', 'modules', 'write the CustomResourceDefinitions of the kinds that modules export').action(
    (files: readonly string[], options: GenerateOptions) =>
      write(manifests(files, ['CustomResourceDefinition']), options),
  );
  generator('rbac', 'modules', 'write the roles that modules export').action(
    (files: readonly string[], options: GenerateOptions) =>
      write(manifests(files, ['ClusterRole', 'Role']), options),
  );
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
