import type { Plugin } from '../../framework/plugin.ts';
import { Status } from '../../framework/status.ts';

const name = 'DynamicResources';
const nothingToFree = { status: new Status('Unschedulable', name, 'no new claims to deallocate') };

/** Mirrors kubernetes plugins/dynamicresources. Differs: no pod has claims, so there is none to be given back. */
export function dynamicResources(): Plugin {
  return { name, postFilter: () => nothingToFree };
}
