import { bases } from '../../hostile/bases.ts';
import type { Paths } from './manifests.ts';
import type { Manifest } from './object.ts';

/** A good object of each of the kinds with most rules. */
export function ownManifests(paths: Paths): Manifest[] {
  return [...paths].flatMap(([type, path]) => {
    const resource = path.slice(path.lastIndexOf('/') + 1);
    const base = bases[resource];
    if (base === undefined) return [];
    const [apiVersion = '', kind = ''] = type.split(' ');
    return [{ apiVersion, kind, metadata: { name: 'a' }, ...base }];
  });
}
