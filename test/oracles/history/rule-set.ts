import { appsV1, type V1StatefulSet } from '../../../api/index.ts';
import { formatTime } from '../../../apimachinery/index.ts';
import { byRevision, dataText, newControllerRevision } from '../../../controllers/kit/history/index.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { casesByRule } from './cases.ts';

/** Rules of ControllerRevisions. */
export const historyRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'history',
  cases: casesByRule,
  ours: (rule, input) => answers[rule]?.(input),
};

/** What we answer, in the form in which the judge (main.go) answers. */
const answers: Readonly<Record<string, (input: unknown) => unknown>> = {
  revision: answering<{ set: V1StatefulSet; collisionCount: number }>(({ set, collisionCount }) => {
    const template = set.spec?.template ?? {};
    const parts = { owner: set, ownerType: appsV1.statefulSets, template, revision: 1, collisionCount };
    const made = newControllerRevision(parts);
    return { name: made.metadata?.name, labels: made.metadata?.labels, text: dataText(made) };
  }),
  order: answering<readonly { name: string; revision: number; created: number }[]>((revisions) =>
    revisions
      .map(({ name, revision, created }) => {
        const creationTimestamp = formatTime(created * 1000);
        return { metadata: { name, creationTimestamp }, revision };
      })
      .toSorted(byRevision)
      .map(({ metadata }) => metadata.name),
  ),
};

function answering<In>(answer: (input: In) => unknown): (input: unknown) => unknown {
  return (input) => answer(input as In);
}
