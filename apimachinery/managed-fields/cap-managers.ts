import { compareStrings } from '../values/go-format.ts';
import { isSameManager, managerIdentifier } from './manager-identifier.ts';
import { type Managers, type Owner, ownerIn, withOwner } from './managers.ts';
import { sharedUnion } from './shared-sets.ts';

/** So many managers other than appliers an object has; the oldest are merged into one for each version. */
const updateManagersMax = 10;
const oldUpdatesManager = 'ancient-changes';

/** Mirrors k8s.io/apimachinery pkg/util/managedfields/internal (capManagersManager). */
export function capUpdateManagers(before: Managers): Managers {
  if (before.length <= updateManagersMax) return before;
  const updaters = before.filter(({ operation }) => operation === 'Update').sort(compareByTime);
  let managers = before;
  /** The oldest manager of each version, until there is a bucket for the version. */
  const firstOf = new Map<string, Owner>();
  let count = updaters.length;
  for (const owner of updaters) {
    if (count <= updateManagersMax) break;
    const { apiVersion } = owner;
    const first = firstOf.get(apiVersion);
    if (first === undefined) {
      firstOf.set(apiVersion, owner);
      continue;
    }
    managers = gathered(managers, first, owner);
    count--;
  }
  return managers;
}

/** The managers with the fields of one of them in the bucket of its version, which is made of the first one. */
function gathered(managers: Managers, first: Owner, owner: Owner): Managers {
  const { subresource: _, ...others } = owner;
  const name = { ...others, manager: oldUpdatesManager };
  const bucket = ownerIn(managers, name);
  const fieldsV1 = sharedUnion(owner.fieldsV1, (bucket ?? first).fieldsV1);
  const left = managers.filter(
    (other) => !isSameManager(other, owner) && (bucket !== undefined || !isSameManager(other, first)),
  );
  return withOwner(left, { ...name, fieldsV1 });
}

function compareByTime(a: Owner, b: Owner): number {
  return (
    compareStrings(a.time ?? '', b.time ?? '') || compareStrings(managerIdentifier(a), managerIdentifier(b))
  );
}
