import { isObject, type KubeObject, parseYaml, YamlSyntaxError } from '../apimachinery/index.ts';
import { StageFailure } from './expressions.ts';
import { finalizerPatch } from './finalizers.ts';
import { isNodes, isPods } from './function-names.ts';
import { type FunctionTable, type GoTemplate, type RenderWorld, TemplateError } from './go-template/index.ts';
import type { Stage, StageApply, StageEvent, StagePatch, StageStep } from './stage.ts';

/** One thing that is done to an object, or for it. */
export type StageAction =
  | { readonly kind: 'event'; readonly event: StageEvent }
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'patch';
      readonly type: 'json' | 'merge' | 'strategic';
      readonly subresource: string;
      readonly body: object;
      readonly username: string | undefined;
    }
  | {
      readonly kind: 'apply';
      readonly type: StageApply['type'];
      readonly subresource: string;
      readonly object: KubeObject;
      readonly username: string | undefined;
    };

/** What templates are executed with. */
export interface Rendering {
  readonly functions: FunctionTable;
  readonly world: RenderWorld;
}

/**
 * What a step does to an object, in order; after a deletion (`deleted`) only events are left. What is a template is made when it is
 * asked for. Throws StageFailure. Mirrors kwok pkg/utils/lifecycle (next.go).
 */
export function* stepActions(
  { target }: Stage,
  step: StageStep,
  object: KubeObject,
  rendering: Rendering,
  deleted: boolean,
): Generator<StageAction, void, undefined> {
  if (step.event !== undefined) yield { kind: 'event', event: step.event };
  if (deleted) return;
  if (step.finalizers !== undefined) {
    const body = finalizerPatch(object.metadata?.finalizers ?? [], step.finalizers);
    if (body.length > 0) yield { kind: 'patch', type: 'json', subresource: '', body, username: undefined };
  }
  if (step.delete) {
    yield { kind: 'delete' };
    return;
  }
  const usual = isPods(target) || isNodes(target) ? 'strategic' : 'merge';
  if (step.patch !== undefined) yield patchAction(step.patch, usual, object, rendering);
  if (step.apply !== undefined) yield applyAction(step.apply, object, rendering);
}

function patchAction(
  patch: StagePatch,
  usual: 'strategic' | 'merge',
  object: KubeObject,
  rendering: Rendering,
): StageAction {
  const { type = usual, subresource, root, username } = patch;
  const data = render(patch.template, object, rendering);
  const body = root === '' ? data : type === 'json' ? rooted(data, root) : { [root]: data };
  if (typeof body !== 'object' || body === null) throw new StageFailure('the template makes no object');
  return { kind: 'patch', type, subresource, body, username };
}

/** Operations under a member of the object. */
function rooted(data: unknown, root: string): unknown {
  if (!Array.isArray(data)) throw new StageFailure('the template makes no list of operations');
  return data.map((operation: unknown) => {
    if (!isObject(operation)) throw new StageFailure('the template makes what is no operation');
    return { ...operation, path: `/${root}${String(operation.path ?? '')}` };
  });
}

function applyAction(apply: StageApply, object: KubeObject, rendering: Rendering): StageAction {
  const { type, subresource, username } = apply;
  const applied = render(apply.template, object, rendering);
  if (!isObject(applied)) throw new StageFailure('the template makes no object');
  return { kind: 'apply', type, subresource, object: applied, username };
}

/** What the text of a template says as YAML. */
function render(template: GoTemplate, object: KubeObject, { functions, world }: Rendering): unknown {
  try {
    const [document] = parseYaml(template.execute(object, functions, world), { firstOnly: true });
    return document?.value ?? null;
  } catch (error) {
    if (error instanceof TemplateError) throw new StageFailure(`the template fails: ${error.message}`);
    if (error instanceof YamlSyntaxError)
      throw new StageFailure(`what the template makes is no YAML: ${error.message}`);
    throw error;
  }
}
