import type { V1Container, V1LifecycleHandler } from '../../api/index.ts';
import { goQuote } from '../../apimachinery/index.ts';
import type { ContainerBehaviour, DelayMs } from '../behaviours/behaviours.ts';

/** A hook of a container's life, with what is declared of it. */
export interface HookPlan {
  readonly handler: V1LifecycleHandler;
  /** How long it runs. */
  readonly takesMs: DelayMs;
  /** It ends with this error. */
  readonly fail?: string;
}

/** The hooks of one container. */
export interface HookPlans {
  readonly postStart?: HookPlan;
  readonly preStop?: HookPlan;
}

/** Of most containers. */
export const noHooks: HookPlans = Object.freeze({});

export function hooksOf({ lifecycle }: V1Container, { postStart, preStop }: ContainerBehaviour): HookPlans {
  if (lifecycle === undefined) return noHooks;
  return {
    ...(lifecycle.postStart && { postStart: planOf(lifecycle.postStart, postStart) }),
    ...(lifecycle.preStop && { preStop: planOf(lifecycle.preStop, preStop) }),
  };
}

/** A sleep is as long as the pod says, and comes to its end. */
function planOf(handler: V1LifecycleHandler, declared: ContainerBehaviour['preStop']): HookPlan {
  if (handler.sleep) return { handler, takesMs: 1000 * Number(handler.sleep.seconds) };
  const { delayMs, fail } = declared;
  return { handler, takesMs: delayMs, ...(fail !== undefined && { fail }) };
}

/**
 * What the status of a container says whose hook has failed. Mirrors kubernetes pkg/kubelet/lifecycle (handlerRunner.Run); a
 * command fails with exit code 1 and says why.
 */
export function hookFailure({ handler, fail = '' }: HookPlan, container: string, podText: string): string {
  const where = `for Container ${goQuote(container)} in Pod ${goQuote(podText)} failed`;
  const { exec, httpGet } = handler;
  if (httpGet) return `HTTP lifecycle hook (${httpGet.path ?? ''}) ${where} - error: ${fail}`;
  const command = (exec?.command ?? []).join(' ');
  const error = `command '${command}' exited with 1: ${fail}`;
  return `Exec lifecycle hook ([${command}]) ${where} - error: ${error}, message: ${goQuote(fail)}`;
}
