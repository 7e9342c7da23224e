import type { V1CustomResourceDefinitionCondition } from '../../../api/index.ts';
import { setCondition } from '../../../apimachinery/index.ts';
import type { Definition } from '../definition.ts';

/** The definition with this condition instead of the former one of its type; the very same where it has it. */
export function withCondition(
  definition: Definition,
  condition: V1CustomResourceDefinitionCondition,
  now: string,
): Definition {
  const before = definition.status?.conditions;
  const conditions = setCondition(before, condition, now);
  if (conditions === before) return definition;
  return { ...definition, status: { ...definition.status, conditions } };
}
