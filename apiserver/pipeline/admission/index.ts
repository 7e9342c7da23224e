import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import type { AdmissionPlugin } from './admission-plugin.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podPriority } from './priority.ts';
import { runtimeClass } from './runtime-class.ts';
import { podServiceAccount } from './service-account.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

/** Every admission plugin, in the order they are asked: upstream's order of those that are on by default. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  podServiceAccount,
  taintNodesByCondition,
  podPriority,
  defaultTolerationSeconds,
  runtimeClass,
];

const creating = admissionPlugins.filter((plugin) => plugin.create !== undefined);
const updating = admissionPlugins.filter((plugin) => plugin.update !== undefined);
const deleting = admissionPlugins.filter((plugin) => plugin.delete !== undefined);

export async function admitCreate(context: RequestContext, object: KubeObject): Promise<KubeObject> {
  let admitted = object;
  for (const plugin of creating) {
    const answer = plugin.create?.(admitted, context) ?? admitted;
    // Most answers are there at once; a promise is a scheduling point that is not worth taking for them.
    admitted = answer instanceof Promise ? await answer : answer;
  }
  return admitted;
}

export function admitUpdate(context: RequestContext, object: KubeObject, old: KubeObject): KubeObject {
  return updating.reduce((admitted, plugin) => plugin.update?.(admitted, old, context) ?? admitted, object);
}

export function admitDelete(context: RequestContext, name: string): void {
  for (const plugin of deleting) plugin.delete?.(name, context);
}
