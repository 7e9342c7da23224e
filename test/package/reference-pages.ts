import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BehaviourField, behaviourAnnotation, behaviourFields } from '../../kubelet-sim/index.ts';
import { commands, nodesMax } from '../../scenarios/index.ts';

/** Pages of docs/reference/ that are printed from what the program runs on; by file name. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return { 'scenarios.md': scenariosPage(), 'behaviours.md': behavioursPage(), 'cli.md': await cliPage() };
}

const printed = 'Printed by `npx tsx test/package/print-reference.ts`; a test keeps it so.';

function scenariosPage(): string {
  const sections = commands.map(({ name, help, example, schema }) =>
    [`### ${name}`, '', help, '', '```yaml', `- ${example}`, '```', ...fieldLines(schema), ''].join('\n'),
  );
  return `# Scenarios

A scenario is a YAML file: a cluster, and steps that run one after the other until one fails. The same file runs in
virtual time, where a seed decides everything left to chance, and in real time (\`--real\`).

\`\`\`yaml
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: example}
spec:
  description: what it shows
  cluster:
    nodes: 3                      # the default; 0 to ${nodesMax}
    capacity: {cpu: "2"}          # of each node
    behaviours: []                # see behaviours.md
  steps:
  - description: shown in the timeline
    apply: {file: web.yaml}       # relative to the scenario's file
\`\`\`

Durations are written as \`500ms\`, \`30s\`, \`2m\` or \`1h30m\`. Objects without a namespace are in \`default\`.
Everything is read and checked before the first step runs; a mistake is told as \`file:line:column\`.

## Steps

Each step is one of these words, and an optional \`description\`.

${sections.join('\n')}
${printed}
`;
}

interface ArgumentSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly maxProperties?: number;
}

interface FieldSchema extends ArgumentSchema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly items?: FieldSchema;
}

function fieldLines(schema: ArgumentSchema): readonly string[] {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return [];
  const rows = fields.map(([name, field]) => {
    const needed = schema.required?.includes(name) ? 'required' : '';
    return `| \`${name}\` | ${typeText(field)} | ${needed} |`;
  });
  const only = schema.maxProperties === 1 ? ['', 'Exactly one of:'] : [];
  return [...only, '', '| field | what | |', '|---|---|---|', ...rows];
}

function typeText(field: FieldSchema): string {
  if (field.enum !== undefined) return `one of ${field.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (field.items !== undefined) return `a list: each ${typeText(field.items)}`;
  if (field.pattern !== undefined) return 'a duration';
  if (field.maxProperties === 1)
    return `exactly one of ${Object.entries(field.properties ?? {})
      .map(shapeText)
      .join(', ')}`;
  if (field.properties !== undefined) {
    const names = Object.keys(field.properties).map((name) =>
      field.required?.includes(name) ? `\`${name}\`` : `\`${name}\` (optional)`,
    );
    return `names an object: ${names.join(', ')}`;
  }
  if (field.required?.includes('kind')) return 'an object, or as much of it as matters';
  return { string: 'text', integer: 'a whole number', object: 'an object' }[field.type ?? ''] ?? 'anything';
}

/** `condition: {name, value}`. */
function shapeText([name, { properties = {} }]: readonly [string, FieldSchema]): string {
  return `\`${name}: {${Object.keys(properties).join(', ')}}\``;
}

/** The example names some fields of each part; whoever renames one sees the test that reads the page fail. */
const behaviourExample = `spec:
  cluster:
    nodes: 3
    behaviours:
    - match: {labels: {app: web}, image: "*:broken"}
      pull: {fail: manifest unknown}
    - match: {name: "web-*"}
      run: {exit: {code: 1, afterMs: [200, 900]}, times: 2}
      stop: {delayMs: 3000}`;

export const annotationExample = `kubectl run crash --image nginx --annotations '${behaviourAnnotation}={"run": {"exit": {"code": 1, "afterMs": 2000}}}'`;

function behavioursPage(): string {
  return `# Pod behaviours

Pods run nowhere. What their containers would do is declared as a list of behaviours: of those that match a container the
first counts, and what it leaves out is as the defaults say.

\`\`\`yaml
${behaviourExample}
\`\`\`

| field | what it holds | meaning | default |
|---|---|---|---|
${behaviourFields.map(behaviourRow).join('\n')}

A delay is a number of milliseconds, or \`[least, most]\`: then the seed picks one of them each time.

## Of one pod

A pod may bring behaviours of its own in the annotation \`${behaviourAnnotation}\`, as JSON: one or a list of them. They
come before those that are declared for all. So a cluster of \`homeostat up\` can be given pods that fail:

\`\`\`sh
${annotationExample}
\`\`\`

A container whose pod says what cannot be read waits with the reason \`CreateContainerConfigError\`, and says why.

${printed}
`;
}

const kinds: Readonly<Record<BehaviourField['kind'], string>> = {
  delay: 'a delay',
  text: 'text',
  flag: 'true or false',
  count: 'a whole number',
  exitCode: '0 to 255',
  texts: 'texts by name',
  object: 'the fields below',
};

function behaviourRow({ path, kind, required, meaning, default: byDefault }: BehaviourField): string {
  return `| \`${path}\` | ${kinds[kind]}${required ? ', required' : ''} | ${meaning} | ${byDefault} |`;
}

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

async function cliPage(): Promise<string> {
  const words = [[], ['up'], ['run'], ['version']];
  const sections = await Promise.all(
    words.map(async (command) => {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', main, ...command, '--help'], {
        cwd: root,
      });
      return `## ${['homeostat', ...command].join(' ')}\n\n\`\`\`\n${stdout.trimEnd()}\n\`\`\`\n`;
    }),
  );
  return `# The homeostat command

Exit codes: 0 all went well, 1 a scenario failed, 2 the command cannot be carried out as it was given (one line says why),
130 stopped by a second Ctrl-C.

${sections.join('\n')}
${printed}
`;
}
