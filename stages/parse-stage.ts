import { compileExpression } from './expressions.ts';
import { FieldReader } from './field-reader.ts';
import { functionNames } from './function-names.ts';
import { GoTemplate, TemplateError } from './go-template/index.ts';
import { JqError, JqQuery } from './jq/index.ts';
import type {
  Stage,
  StageCondition,
  StageDelay,
  StageOperator,
  StagePatch,
  StageSelector,
  StageStep,
  StageTarget,
  ValueSource,
} from './stage.ts';
import { StageError } from './stage-error.ts';

/** A document of kind Stage of kwok.x-k8s.io/v1alpha1. Throws StageError, whose path is within the document. */
export function parseStage(document: unknown): Stage {
  const fields = new FieldReader(document, '', ['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  const name = fields.part('metadata', nameOf);
  if (name === undefined) throw new StageError('metadata.name', 'is missing');
  const stage = fields.part('spec', (spec, path) => readSpec(name, spec, path));
  if (stage === undefined) throw new StageError('spec', 'is missing');
  return stage;
}

function nameOf(metadata: unknown, path: string): string | undefined {
  const known = typeof metadata === 'object' && metadata !== null ? Object.keys(metadata) : [];
  return new FieldReader(metadata, path, [...known, 'name']).text('name');
}

const specFields = [
  ...['resourceRef', 'selector', 'weight', 'weightFrom', 'delay', 'next', 'immediateNextStage', 'steps'],
] as const;

function readSpec(name: string, spec: unknown, path: string): Stage {
  const fields = new FieldReader(spec, path, specFields);
  const target = fields.part('resourceRef', readTarget);
  if (target === undefined) throw new StageError(fields.at('resourceRef'), 'is missing');
  const selector = fields.part('selector', readSelector);
  if (selector === undefined)
    throw new StageError(
      fields.at('selector'),
      'is missing: without one no object is meant, and {} means all',
    );
  const steps = fields.list('steps', (step, at) => readStep(step, at, target));
  return {
    name,
    target,
    selector,
    weight: BigInt(fields.count('weight') ?? 0),
    weightFrom: fields.part('weightFrom', readSource),
    delay: fields.part('delay', readDelay),
    immediateNextStage: fields.flag('immediateNextStage'),
    steps: steps.length > 0 ? steps : (fields.part('next', (next, at) => readNext(next, at, target)) ?? []),
  };
}

function readTarget(data: unknown, path: string): StageTarget {
  const fields = new FieldReader(data, path, ['apiGroup', 'kind']);
  const kind = fields.text('kind');
  if (kind === undefined || kind === '') throw new StageError(fields.at('kind'), 'is missing');
  return { apiVersion: fields.text('apiGroup') || 'v1', kind };
}

function readSelector(data: unknown, path: string): StageSelector {
  const fields = new FieldReader(data, path, ['matchLabels', 'matchAnnotations', 'matchExpressions']);
  return {
    labels: fields.texts('matchLabels'),
    annotations: fields.texts('matchAnnotations'),
    conditions: fields.list('matchExpressions', readCondition),
  };
}

/** `key` and the like beside `jq` is how it was written before. */
function readCondition(data: unknown, path: string): StageCondition {
  const fields = new FieldReader(data, path, ['cel', 'jq', 'key', 'operator', 'values']);
  const jq = fields.part('jq', readJqCondition);
  if (jq !== undefined) return jq;
  if (fields.text('key')) return jqCondition(fields);
  const program = fields.part('cel', readCel);
  if (program === undefined) throw new StageError(path, 'must have cel, jq, or key and operator');
  return { kind: 'cel', program };
}

function readJqCondition(data: unknown, path: string): StageCondition {
  return jqCondition(new FieldReader(data, path, ['key', 'operator', 'values']));
}

const operators: readonly StageOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function jqCondition(fields: FieldReader): StageCondition {
  const key = fields.text('key');
  const operator = fields.oneOf('operator', operators);
  if (key === undefined) throw new StageError(fields.at('key'), 'is missing');
  if (operator === undefined)
    throw new StageError(fields.at('operator'), `is missing; there are ${operators.join(', ')}`);
  const values = fields.textList('values');
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues !== values.length > 0)
    throw new StageError(
      fields.at('values'),
      takesValues ? `must not be empty with ${operator}` : `must be empty with ${operator}`,
    );
  return { kind: 'jq', query: queryOf(key, fields.at('key')), operator, values };
}

function queryOf(text: string, path: string): JqQuery {
  try {
    return new JqQuery(text);
  } catch (error) {
    if (error instanceof JqError) throw new StageError(path, `is no jq query: ${error.message}`);
    throw error;
  }
}

function readCel(data: unknown, path: string) {
  const fields = new FieldReader(data, path, ['expression']);
  const text = fields.text('expression');
  if (text === undefined) throw new StageError(fields.at('expression'), 'is missing');
  return compileExpression(text, fields.at('expression'));
}

function readJq(data: unknown, path: string): JqQuery {
  const fields = new FieldReader(data, path, ['expression']);
  const text = fields.text('expression');
  if (text === undefined) throw new StageError(fields.at('expression'), 'is missing');
  return queryOf(text, fields.at('expression'));
}

function readSource(data: unknown, path: string): ValueSource {
  const fields = new FieldReader(data, path, ['cel', 'jq', 'expressionFrom']);
  const old = fields.text('expressionFrom');
  const former = old === undefined || old === '' ? undefined : queryOf(old, fields.at('expressionFrom'));
  return { cel: fields.part('cel', readCel), jq: fields.part('jq', readJq) ?? former };
}

function readDelay(data: unknown, path: string): StageDelay {
  const fields = new FieldReader(data, path, [
    ...['durationMilliseconds', 'durationFrom', 'jitterDurationMilliseconds', 'jitterDurationFrom'],
  ]);
  return {
    durationMs: fields.count('durationMilliseconds') ?? 0,
    durationFrom: fields.part('durationFrom', readSource),
    jitterMs: fields.count('jitterDurationMilliseconds'),
    jitterFrom: fields.part('jitterDurationFrom', readSource),
  };
}

const nothing: StageStep = {
  event: undefined,
  finalizers: undefined,
  delete: false,
  patch: undefined,
  apply: undefined,
};

function readStep(data: unknown, path: string, target: StageTarget): StageStep {
  const fields = new FieldReader(data, path, ['patch', 'event', 'finalizers', 'delete', 'apply']);
  return {
    event: fields.part('event', readEvent),
    finalizers: fields.part('finalizers', readFinalizers),
    delete: fields.flag('delete'),
    patch: fields.part('patch', (patch, at) => readPatch(patch, at, target)),
    apply: fields.part('apply', (apply, at) => readApply(apply, at, target)),
  };
}

const nextFields = [
  ...['event', 'finalizers', 'delete', 'patches', 'statusTemplate', 'statusSubresource', 'statusPatchAs'],
] as const;

/** How steps were written before. Mirrors kwok pkg/apis/internalversion (conversion.go). */
function readNext(data: unknown, path: string, target: StageTarget): readonly StageStep[] {
  const fields = new FieldReader(data, path, nextFields);
  const event = fields.part('event', readEvent);
  const finalizers = fields.part('finalizers', readFinalizers);
  const patches = fields.list('patches', (patch, at) => readPatch(patch, at, target));
  const status = patches.length > 0 ? undefined : statusPatch(fields, target);
  return [
    ...(event === undefined ? [] : [{ ...nothing, event }]),
    ...(finalizers === undefined ? [] : [{ ...nothing, finalizers }]),
    ...[...patches, ...(status === undefined ? [] : [status])].map((patch) => ({ ...nothing, patch })),
    ...(fields.flag('delete') ? [{ ...nothing, delete: true }] : []),
  ];
}

function statusPatch(fields: FieldReader, target: StageTarget): StagePatch | undefined {
  const text = fields.text('statusTemplate');
  const subresource = fields.text('statusSubresource') ?? 'status';
  const username = fields.part('statusPatchAs', readUsername);
  if (text === undefined || text === '') return undefined;
  const template = templateOf(text, fields.at('statusTemplate'), target);
  return { type: undefined, subresource, root: 'status', template, username };
}

function readEvent(data: unknown, path: string) {
  const fields = new FieldReader(data, path, ['type', 'reason', 'message']);
  return {
    type: fields.text('type') ?? '',
    reason: fields.text('reason') ?? '',
    message: fields.text('message') ?? '',
  };
}

function readFinalizers(data: unknown, path: string) {
  const fields = new FieldReader(data, path, ['add', 'remove', 'empty']);
  const read = (item: unknown, at: string) => new FieldReader(item, at, ['value']).text('value') ?? '';
  return {
    add: fields.list('add', read),
    remove: fields.list('remove', read),
    empty: fields.flag('empty'),
  };
}

function readPatch(data: unknown, path: string, target: StageTarget): StagePatch {
  const fields = new FieldReader(data, path, ['subresource', 'root', 'template', 'type', 'impersonation']);
  return {
    type: fields.oneOf('type', ['json', 'merge', 'strategic'] as const),
    subresource: fields.text('subresource') ?? '',
    root: fields.text('root') ?? '',
    template: readTemplate(fields, target),
    username: fields.part('impersonation', readUsername),
  };
}

function readApply(data: unknown, path: string, target: StageTarget) {
  const fields = new FieldReader(data, path, ['template', 'subresource', 'type', 'impersonation']);
  return {
    type: fields.oneOf('type', ['apply', 'merge', 'strategic'] as const) ?? 'apply',
    subresource: fields.text('subresource') ?? '',
    template: readTemplate(fields, target),
    username: fields.part('impersonation', readUsername),
  };
}

function readUsername(data: unknown, path: string): string {
  const fields = new FieldReader(data, path, ['username']);
  const username = fields.text('username');
  if (username === undefined || username === '') throw new StageError(fields.at('username'), 'is missing');
  return username;
}

function readTemplate(fields: FieldReader, target: StageTarget): GoTemplate {
  return templateOf(fields.text('template') ?? '', fields.at('template'), target);
}

/** Blanks around a template do not count. */
function templateOf(text: string, path: string, target: StageTarget): GoTemplate {
  try {
    return new GoTemplate(text.trim(), functionNames(target));
  } catch (error) {
    if (error instanceof TemplateError) throw new StageError(path, `is no template: ${error.message}`);
    throw error;
  }
}
