/**
 * Who owns which fields of what is written (metadata.managedFields), for every kind and subresource. The rules are pure
 * and in apimachinery/managed-fields; here are the facts of kinds and requests that they need.
 */
export { FieldManagers, trackedSchema } from './field-managers.ts';
export { managerName } from './manager-name.ts';
export {
  asApplied,
  sameButOwners,
  type Tracking,
  tracked,
  withOwnersOf,
  withoutTimeChanges,
} from './tracked.ts';
