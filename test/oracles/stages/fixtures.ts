import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type KubeObject, parseTime, parseYaml } from '../../../apimachinery/index.ts';
import { type FunctionTable, type GoValue, templateFunction } from '../../../stages/go-template/index.ts';
import {
  delayRange,
  parseStage,
  possibleStages,
  type Stage,
  type StageAction,
  stepActions,
  weightOf,
} from '../../../stages/index.ts';
import { kwokFunctions } from '../../../stages/kwok-functions.ts';

/** As kwok's own test of its stages has it (kustomize/stage/stage_test.go). */
const nowMs = parseTime('2006-01-02T15:04:05Z');
const world = { nowMs, random: () => 0, uid: () => '' };
const functions: FunctionTable = {
  ...kwokFunctions(() => '<Now>', ''),
  ...named(['NodeIP', 'NodeName', 'NodePort', 'PodIP', 'NodeIPWith', 'PodIPWith', 'Version'], shownCall),
  ...named(['NodeIPsWith', 'PodIPsWith'], (name, args) =>
    [0, 1].map((at) => shownCall(`${at} of ${name}`, args)),
  ),
};

function named(
  names: readonly string[],
  apply: (name: string, args: readonly GoValue[]) => GoValue,
): FunctionTable {
  return Object.fromEntries(
    names.map((name) => [name, templateFunction('...any', (args) => apply(name, args))]),
  );
}

function shownCall(name: string, args: readonly GoValue[]): string {
  const shown = args.map((arg) => (typeof arg === 'string' ? JSON.stringify(arg) : String(arg)));
  return args.length === 0 ? `<${name}>` : `<${name}(${shown.join(', ')})>`;
}

/** Plays kwok's own stages with its own objects, as they lie in Go's cache of modules, and says what comes out otherwise. */
export function checkFixtures(): void {
  const module = ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'];
  const directory = execFileSync('go', module, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  const stages = join(directory, 'kustomize/stage');
  const files = readdirSync(stages, { recursive: true, encoding: 'utf8' });
  const inputs = files.filter((file) => file.endsWith('.input.yaml')).map((file) => join(stages, file));
  const wrong = inputs.filter((input) => !isAsWanted(input));
  process.stdout.write(`${wrong.length > 0 ? 'differs' : 'agrees '} kwok's fixtures (${inputs.length})\n`);
  for (const input of wrong) process.stdout.write(`  ${input}\n`);
  if (wrong.length > 0 || inputs.length === 0) process.exitCode = 1;
}

function isAsWanted(input: string): boolean {
  const object = read(input) as KubeObject;
  const wanted = read(input.replace('.input.', '.output.')) as { readonly stages: unknown };
  const played = possibleStages(stagesFor(object, dirname(dirname(input))), object, world);
  return isDeepStrictEqual(plain(played.map(({ stage }) => told(stage, object))), plain(wanted.stages));
}

function read(file: string): unknown {
  return parseYaml(readFileSync(file, 'utf8'))[0]?.value;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function stagesFor({ apiVersion, kind }: KubeObject, directory: string): readonly Stage[] {
  return readdirSync(directory)
    .toSorted()
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map((file) => read(join(directory, file)))
    .filter((document) => isObject(document) && document.kind === 'Stage')
    .map(parseStage)
    .filter(({ target }) => target.apiVersion === apiVersion && target.kind === kind);
}

function told(stage: Stage, object: KubeObject): object {
  const next: unknown[] = [];
  let deleted = false;
  for (const step of stage.steps) {
    for (const action of stepActions(stage, step, object, { functions, world }, deleted)) {
      deleted ||= action.kind === 'delete';
      next.push(toldAction(action));
    }
  }
  if (stage.immediateNextStage) next.push({ kind: 'immediate' });
  const delay = delayRange(stage, object, world)?.map(Number);
  return { stage: stage.name, ...(delay && { delay }), weight: Number(weightOf(stage, object, world)), next };
}

/** The test knows pods and nodes as it knows all kinds: its patches are merged. */
const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

function toldAction(action: StageAction): object {
  if (action.kind === 'event') return { kind: 'event', ...action.event };
  if (action.kind === 'delete') return { kind: 'delete' };
  const { kind, type, subresource } = action;
  const data = action.kind === 'patch' ? action.body : action.object;
  return { kind, type: types[type], ...(subresource !== '' && { subresource }), data };
}
