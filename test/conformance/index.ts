import { controllerRules, priorityQueueRules, sourceRules } from './controllers.ts';
import { eventRules } from './events.ts';
import { informerRules, storeRules } from './informers.ts';
import { leaderElectionRules } from './leader-election.ts';
import { managerRules } from './managers.ts';
import { queueRules } from './queues.ts';
import { reflectorRules } from './reflector.ts';
import type { ConformanceSection } from './section.ts';
import { runtimeClientRules, webhookRules } from './webhooks.ts';
import { workQueueRules } from './work-queue.ts';

export type { ConformanceRule, ConformanceSection } from './section.ts';

/** What of client-go's and controller-runtime's machinery is here, as upstream's rules and tests have it. */
export const conformance: readonly ConformanceSection[] = [
  reflectorRules,
  queueRules,
  storeRules,
  informerRules,
  workQueueRules,
  leaderElectionRules,
  eventRules,
  controllerRules,
  priorityQueueRules,
  sourceRules,
  managerRules,
  webhookRules,
  runtimeClientRules,
];
