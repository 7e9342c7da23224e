import { compareStrings } from '../values/go-format.ts';
import { union } from './field-set.ts';
import type { Managed } from './managed-fields.ts';
import { managerIdentifier } from './manager-identifier.ts';
import type { OwnedFields } from './managers.ts';

/** So many managers other than appliers an object has; the oldest are merged into one for each version. */
const updateManagersMax = 10;
const oldUpdatesManager = 'ancient-changes';

/** Mirrors k8s.io/apimachinery pkg/util/managedfields/internal (capManagersManager). */
export function capUpdateManagers(managed: Managed): Managed {
  const updaters = [...managed.managers].filter(([, { applied }]) => !applied).map(([manager]) => manager);
  if (updaters.length <= updateManagersMax) return managed;
  const managers = new Map(managed.managers);
  const times = new Map(managed.times);
  const time = (manager: string): string => times.get(manager) ?? '';
  updaters.sort((a, b) => compareStrings(time(a), time(b)) || compareStrings(a, b));
  /** The oldest manager of each version, until there is a bucket for the version. */
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const manager of updaters) {
    if (count <= updateManagersMax) break;
    const owned = managers.get(manager) as OwnedFields;
    const { apiVersion } = owned;
    const first = firstOf.get(apiVersion);
    if (first === undefined) {
      firstOf.set(apiVersion, manager);
      continue;
    }
    const bucket = managerIdentifier({
      manager: oldUpdatesManager,
      operation: 'Update',
      apiVersion,
      subresource: '',
    });
    const gathered = managers.get(bucket) ?? (managers.get(first) as OwnedFields);
    if (!managers.has(bucket)) managers.delete(first);
    managers.set(bucket, { ...owned, fields: union(owned.fields, gathered.fields) });
    managers.delete(manager);
    times.set(bucket, time(manager));
    count--;
  }
  return { managers, times };
}
