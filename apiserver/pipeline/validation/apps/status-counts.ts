import { type FieldPath, fieldInvalid } from '../../../../apimachinery/index.ts';
import { checkNotNegative, type Errors } from '../checks.ts';

/** How many pods a status tells of, by what they are. */
export type StatusCounts = Readonly<Record<string, number | undefined>>;

/** None is below zero. */
export function checkCounts(
  errors: Errors,
  path: FieldPath,
  status: StatusCounts,
  fields: readonly string[],
): void {
  for (const field of fields) checkNotNegative(errors, path, field, status[field]);
}

/**
 * None is more than all there are, and what is available is ready. In the status of a StatefulSet the latter is said with
 * `readyText`.
 */
export function checkNotMore(
  errors: Errors,
  path: FieldPath,
  status: StatusCounts,
  fields: readonly string[],
  readyText = 'readyReplicas',
): void {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  for (const field of fields) {
    const count = status[field] ?? 0;
    if (count > replicas)
      errors.push(fieldInvalid(path.child(field), count, 'cannot be greater than status.replicas'));
  }
  if (availableReplicas <= readyReplicas) return;
  const says = `cannot be greater than ${readyText}`;
  errors.push(fieldInvalid(path.child('availableReplicas'), availableReplicas, says));
}

/** A count of name collisions never goes down. */
export function checkCollisions(
  errors: Errors,
  path: FieldPath,
  { collisionCount }: StatusCounts,
  { collisionCount: before }: StatusCounts,
): void {
  if (before === undefined || (collisionCount !== undefined && collisionCount >= before)) return;
  errors.push(fieldInvalid(path.child('collisionCount'), collisionCount ?? 0, 'cannot be decremented'));
}
