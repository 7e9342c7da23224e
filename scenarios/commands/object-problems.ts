import { isCustom, type ServedResource } from '../../api/index.ts';
import { asksForNothing } from '../ignored-parts.ts';
import { resourceOf, schemaOf, type Write, withArticle, writtenTo } from '../resource-of.ts';
import type { ObjectReference, ScenarioObject } from '../scenario.ts';
import { type FieldProblem, fieldProblem } from './field-problem.ts';

/**
 * What of an object, or of a reference to one, would have no effect or could never be: the first that is found. Each
 * throws ScenarioError for a kind that is not served.
 */
export type ObjectCheck<T> = (object: T) => FieldProblem | undefined;

/** Of an object that is to be written: the API server drops without a word what a request does not write. */
export function writeProblem(write: Write): ObjectCheck<ScenarioObject> {
  return (object) => {
    const resource = writtenTo(object, write);
    return (
      problemOfPlace(object, resource) ?? fieldProblem(object) ?? droppedProblem(object, resource, write)
    );
  };
}

/** Of an object that is waited for: who waits lists and watches. */
export const observeProblem: ObjectCheck<ScenarioObject> = (object) => {
  const resource = resourceOf(object);
  return observable(resource) ?? problemOfPlace(object, resource) ?? fieldProblem(object);
};

/** Of a reference to an object on which a verb is used. */
export function referenceProblem(verb: 'delete' | 'patch' | 'watch'): ObjectCheck<ObjectReference> {
  return (reference) => {
    const resource = resourceOf(reference);
    const { namespace } = reference;
    const misplaced = namespace !== undefined && !resource.namespaced;
    if (misplaced) return { path: 'namespace', problem: `${withArticle(reference.kind)} is in no namespace` };
    if (verb === 'watch') return observable(resource);
    return resource.verbs.includes(verb)
      ? undefined
      : { path: 'kind', problem: `${withArticle(reference.kind)} has no ${verb}` };
  };
}

/** Whether the status of a kind has conditions; of what is not built in nobody knows. */
export function hasConditions(reference: ObjectReference): boolean {
  if (isCustom(resourceOf(reference))) return true;
  return schemaOf(reference)?.properties?.status?.properties?.conditions !== undefined;
}

function observable({ verbs, kind }: ServedResource): FieldProblem | undefined {
  if (verbs.includes('list') && verbs.includes('watch')) return undefined;
  return { path: 'kind', problem: `${withArticle(kind)} is not kept, so there is nothing to wait for` };
}

function problemOfPlace(
  { kind, metadata }: ScenarioObject,
  { namespaced }: ServedResource,
): FieldProblem | undefined {
  if (namespaced || metadata?.namespace === undefined) return undefined;
  return { path: 'metadata.namespace', problem: `${withArticle(kind)} is in no namespace` };
}

function droppedProblem(
  object: ScenarioObject,
  resource: ServedResource,
  { verb, subresource }: Write,
): FieldProblem | undefined {
  const { kind } = object;
  const { status } = object as { readonly status?: unknown };
  if (subresource === 'status') {
    const other = Object.keys(object).find(
      (field) => !['apiVersion', 'kind', 'metadata', 'status'].includes(field),
    );
    return other === undefined
      ? undefined
      : { path: other, problem: 'is not written with subresource: status; give it in a step of its own' };
  }
  const own = subresource !== undefined || !resource.subresources.some(({ name }) => name === 'status');
  if (own || asksForNothing(status) || (verb === 'create' && keepsStatus.has(kind))) return undefined;
  return {
    path: 'status',
    problem: `${verb} does not write the status of ${withArticle(kind)}; write patch: {subresource: status, resource: ...}`,
  };
}

/** Kinds that are created with the status they come with: kubelets register so. */
const keepsStatus: ReadonlySet<string> = new Set(['Node']);
