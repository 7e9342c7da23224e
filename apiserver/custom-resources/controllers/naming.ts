import type {
  V1CustomResourceDefinitionCondition,
  V1CustomResourceDefinitionNames,
} from '../../../api/index.ts';
import { aggregateMessages, deepEqual, findCondition, goQuote } from '../../../apimachinery/index.ts';
import type { Definition } from '../definition.ts';
import { withCondition } from './conditions.ts';
import type { DefinitionGroup } from './definition-group.ts';

/**
 * The definition with those of its names accepted that no other one has. The very same where nothing is new. Mirrors
 * apiextensions-apiserver pkg/controller/status (NamingConditionController).
 */
export function withAcceptedNames(definition: Definition, taken: DefinitionGroup, now: string): Definition {
  const accepted = definition.status?.acceptedNames ?? noNames;
  if (deepEqual(withoutEmpty(definition.spec.names), withoutEmpty(accepted))) return definition;
  const { names, condition } = judge(definition.spec.names, accepted, taken);
  const old = findCondition(definition.status?.conditions, 'NamesAccepted');
  if (deepEqual(names, accepted) && isEquivalent(condition, old)) return definition;
  const named = { ...definition, status: { ...definition.status, acceptedNames: names } };
  return withCondition(withCondition(named, condition, now), established(definition, condition), now);
}

const noNames: V1CustomResourceDefinitionNames = { plural: '', kind: '' };

/** Lists that are empty are as good as none. */
function withoutEmpty(names: V1CustomResourceDefinitionNames): object {
  return Object.fromEntries(
    Object.entries(names).filter(([, value]) => value !== '' && (value as { length?: number }).length !== 0),
  );
}

interface Judgement {
  readonly names: V1CustomResourceDefinitionNames;
  readonly condition: V1CustomResourceDefinitionCondition;
}

type Names = {
  -readonly [Name in keyof V1CustomResourceDefinitionNames]: V1CustomResourceDefinitionNames[Name];
};

/** Of several conflicts the last one is told. */
function judge(
  wanted: V1CustomResourceDefinitionNames,
  accepted: V1CustomResourceDefinitionNames,
  { resources, kinds }: DefinitionGroup,
): Judgement {
  const names: Names = { ...accepted };
  let condition = noConflicts;
  const refuse = (reason: string, message: string) => {
    condition = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const check = (
    field: 'plural' | 'singular' | 'kind' | 'listKind',
    used: DefinitionGroup['kinds'],
    reason: string,
  ) => {
    const name = wanted[field] ?? '';
    if (name !== accepted[field] && used.has(name)) refuse(reason, inUse(name));
    else names[field] = name;
  };
  check('plural', resources, 'PluralConflict');
  check('singular', resources, 'SingularConflict');
  const conflicts = (wanted.shortNames ?? []).filter(
    (name) => accepted.shortNames?.includes(name) !== true && resources.has(name),
  );
  if (conflicts.length > 0) refuse('ShortNamesConflict', aggregateMessages(conflicts.map(inUse)));
  else copyList(wanted, names, 'shortNames');
  check('kind', kinds, 'KindConflict');
  check('listKind', kinds, 'ListKindConflict');
  copyList(wanted, names, 'categories');
  return { names, condition };
}

const noConflicts: V1CustomResourceDefinitionCondition = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
};

function inUse(name: string): string {
  return `${goQuote(name)} is already in use`;
}

function copyList(
  from: V1CustomResourceDefinitionNames,
  to: Names,
  field: 'shortNames' | 'categories',
): void {
  const list = from[field];
  if (list === undefined) delete to[field];
  else to[field] = list;
}

/** What is established stays so, whatever happens to its names. */
function established(
  { status }: Definition,
  accepted: V1CustomResourceDefinitionCondition,
): V1CustomResourceDefinitionCondition {
  const type = 'Established';
  const old = findCondition(status?.conditions, type);
  if (old?.status !== 'True' && accepted.status === 'True') {
    return { type, status: 'False', reason: 'Installing', message: 'the initial names have been accepted' };
  }
  return old ?? { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' };
}

function isEquivalent(
  condition: V1CustomResourceDefinitionCondition,
  old: V1CustomResourceDefinitionCondition | undefined,
): boolean {
  return (
    old !== undefined &&
    old.status === condition.status &&
    old.reason === condition.reason &&
    old.message === condition.message
  );
}
