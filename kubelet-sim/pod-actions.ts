import type { ContainerState } from './pod-state.ts';

/** What a container did, as traces name it. */
export type ContainerAction =
  | 'pull'
  | 'pull-failed'
  | 'start'
  | 'ready'
  | 'exit'
  | 'back-off'
  | 'refuse'
  | 'kill';

/** What has happened to a container between two states of it, in order. */
export function actionsBetween(before: ContainerState, after: ContainerState): readonly ContainerAction[] {
  const { step } = after;
  const was = before.step;
  switch (step.at) {
    case 'pulling':
      return was.at === 'pulling' ? [] : ['pull'];
    case 'pull-failed':
      return was.at === 'pull-failed' ? [] : ['pull-failed'];
    case 'running': {
      const same = was.at === 'running' && was.id === step.id;
      const started: ContainerAction[] = same ? [] : ['start'];
      if (step.ready && !(same && was.ready)) started.push('ready');
      return started;
    }
    case 'exited':
      if (after.terminated === before.terminated) return [];
      return was.at === 'running' ? ['exit'] : ['start', 'exit'];
    case 'back-off':
      return was.at !== 'back-off' && step.delayMs > 0 ? ['back-off'] : [];
    case 'refused':
      return was.at === 'refused' ? [] : ['refuse'];
    default:
      return [];
  }
}
