import type { V1ControllerRevision, V1PodTemplateSpec } from '../../../api/index.ts';
import { goJson, isObject } from '../../../apimachinery/index.ts';

/** What a ControllerRevision keeps: a patch, and its JSON as Go writes it, which is what hashes and compares. */
export interface TemplatePatch {
  readonly data: unknown;
  readonly text: string;
}

/** Templates are frozen and live as long as their object: written once each. */
const patches = new WeakMap<V1PodTemplateSpec, TemplatePatch>();

/**
 * The patch that gives an object this pod template again. Mirrors kubernetes pkg/controller/statefulset and
 * pkg/controller/daemon (getPatch), byte for byte.
 */
export function templatePatch(template: V1PodTemplateSpec): TemplatePatch {
  let patch = patches.get(template);
  if (patch === undefined) {
    const text = goJson({ spec: { template: { ...template, $patch: 'replace' } } });
    // Read again, so that its keys have the order of the text.
    const data: unknown = JSON.parse(text);
    patch = { data, text };
    patches.set(template, patch);
  }
  return patch;
}

const texts = new WeakMap<object, string>();

/**
 * The JSON of what a revision keeps, as `templatePatch` has it. Mirrors kubernetes pkg/controller/history
 * (EqualRevision). Differs: the order of keys makes no difference.
 */
export function dataText({ data }: V1ControllerRevision): string {
  if (!isObject(data)) return goJson(data);
  let text = texts.get(data);
  if (text === undefined) {
    text = goJson(data);
    texts.set(data, text);
  }
  return text;
}

const templates = new WeakMap<object, V1PodTemplateSpec>();

/**
 * The pod template that a revision keeps, the same object each time it is asked; undefined where it keeps none. Mirrors
 * kubernetes pkg/controller/statefulset (ApplyRevision). Differs: only what `templatePatch` makes is understood, no
 * other patches.
 */
export function templateOf({ data }: V1ControllerRevision): V1PodTemplateSpec | undefined {
  const spec = isObject(data) ? data.spec : undefined;
  const kept = isObject(spec) ? spec.template : undefined;
  if (!isObject(kept)) return undefined;
  let template = templates.get(kept);
  if (template === undefined) {
    const { $patch: _directive, ...rest } = kept;
    template = Object.freeze(rest);
    templates.set(kept, template);
  }
  return template;
}
