import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { schemaFor } from '../../../api/index.ts';
import type { KubeObject, Schema } from '../../../apimachinery/index.ts';
import { type Draw, drawFrom } from '../../hostile/draw.ts';
import { type Change, changed, randomChange } from './mutate.ts';
import type { Answer, Question } from './questions.ts';

/** A question told by what it changes of an object that is well: `workloads/Deployment/web`. */
export interface Case {
  readonly rule: Question['rule'];
  readonly base: string;
  readonly subresource?: string;
  /** What the object is before an update. */
  readonly before?: readonly Change[];
  readonly changes: readonly Change[];
}

/** What has fields that go when it is created is never there to be updated. */
const onlyCreated = '/disabled';

const directory = join(import.meta.dirname, 'bases');

/** Objects that are well, by the name of their file, their kind and their name. */
export const bases: ReadonlyMap<string, KubeObject> = new Map(
  readdirSync(directory).flatMap((file) =>
    (loadAll(readFileSync(join(directory, file), 'utf8')) as KubeObject[]).map(
      (object) => [`${file.replace('.yaml', '')}/${object.kind}/${object.metadata?.name}`, object] as const,
    ),
  ),
);

export function questionOf({ rule, base, subresource, before = [], changes }: Case): Question {
  const object = bases.get(base);
  if (object === undefined) throw new Error(`no base ${base}`);
  if (rule === 'create') return { rule, object: changed(object, changes) };
  const old = changed(stored(base), before);
  return { rule, old, object: changed(old, changes), ...(subresource === undefined ? {} : { subresource }) };
}

const storedFile = join(import.meta.dirname, '..', '..', 'vectors', 'validation-stored.jsonl');
let storedBases: ReadonlyMap<string, KubeObject> | undefined;

/** A base as Kubernetes stores it. */
function stored(base: string): KubeObject {
  storedBases ??= new Map(
    readFileSync(storedFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [string, KubeObject]),
  );
  const object = storedBases.get(base);
  if (object === undefined) throw new Error(`${base} is not stored: run generate.ts`);
  return object;
}

/** Writes how Kubernetes stores all bases that it takes. */
export function writeStored(store: (questions: readonly Question[]) => readonly Answer[]): void {
  const names = [...bases.keys()].filter((name) => !name.endsWith(onlyCreated));
  const answers = store(names.map((base) => questionOf({ rule: 'create', base, changes: [] })));
  const lines = answers.map(({ object, message }, at) => {
    if (object === undefined) throw new Error(`${names[at]}: ${message}`);
    const { metadata } = object as KubeObject;
    const kept = { ...metadata, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
    return `${JSON.stringify([names[at], { ...object, metadata: kept }])}\n`;
  });
  writeFileSync(storedFile, lines.join(''));
}

/** The objects as they are, and random changes of each. */
export function casesOf(file: string, count: number, seed: number): Case[] {
  const draw = drawFrom(seed);
  const names = [...bases.keys()].filter((name) => name.startsWith(file));
  const whole = names.map((base): Case => ({ rule: 'create', base, changes: [] }));
  return [...whole, ...Array.from({ length: count }, () => randomCase(draw, draw.pick(names)))];
}

const ofStatus = { status: [['status']] };

/** What can be changed through subresources of kinds. */
const partsOf: Readonly<Record<string, Readonly<Record<string, readonly (readonly (string | number)[])[]>>>> =
  {
    Pod: {
      ...ofStatus,
      ephemeralcontainers: [['spec', 'ephemeralContainers']],
      resize: [
        ['spec', 'containers', 0, 'resources'],
        ['spec', 'containers', 0, 'resizePolicy'],
        ['spec', 'initContainers'],
        ['spec', 'containers'],
        ['spec', 'resources'],
      ],
    },
    Job: ofStatus,
    CronJob: ofStatus,
    Deployment: ofStatus,
    ReplicaSet: ofStatus,
    StatefulSet: ofStatus,
    DaemonSet: ofStatus,
    ReplicationController: ofStatus,
  };

function randomCase(draw: Draw, base: string): Case {
  const object = bases.get(base) as KubeObject;
  const root = rootOf(draw, object);
  if (base.endsWith(onlyCreated) || !draw.oneIn(3)) {
    return { rule: 'create', base, changes: randomChanges(draw, object, root) };
  }
  const parts = partsOf[object.kind ?? ''];
  if (parts === undefined || !draw.oneIn(3)) {
    return { rule: 'update', base, changes: randomChanges(draw, stored(base), root) };
  }
  const subresource = draw.pick(Object.keys(parts));
  const part = draw.pick(parts[subresource] ?? []);
  const before: Change[] = [];
  if (subresource === 'status') {
    for (let left = draw.below(4); left > 0; left--) {
      before.push(...randomChanges(draw, changed(stored(base), before), part));
    }
  }
  const changes = randomChanges(draw, changed(stored(base), before), part);
  return { rule: 'update', base, subresource, ...(before.length === 0 ? {} : { before }), changes };
}

function randomChanges(draw: Draw, object: object, root: readonly (string | number)[]): Change[] {
  const schema = schemaOf(object);
  const changes: Change[] = [];
  for (let left = 1 + (draw.oneIn(4) ? 1 : 0) + (draw.oneIn(8) ? 1 : 0); left > 0; left--) {
    changes.push(randomChange(draw, changed(object, changes), schema, root));
  }
  return changes;
}

/** Metadata are the same for all kinds, and seldom changed here. */
function rootOf(draw: Draw, object: KubeObject): readonly string[] {
  const fields = Object.keys(object).filter(
    (field) => !['apiVersion', 'kind', 'metadata', 'status'].includes(field),
  );
  if (draw.oneIn(20)) return ['metadata', draw.pick(['labels', 'annotations'])];
  return fields.length === 1 ? fields : [draw.pick(fields)];
}

function schemaOf({ apiVersion = '', kind = '' }: KubeObject): Schema {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return schemaFor(group, version, kind) ?? {};
}
