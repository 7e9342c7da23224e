import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer, RowCondition } from '../printer.ts';
import { ageColumn, doc, nameColumn, text, wide } from '../printer.ts';
import { type ContainerView, containerCells, labelsText, none } from '../texts.ts';
import { type PodView, podStatus, restartsText } from './pod-status.ts';

const succeeded: readonly RowCondition[] = [
  { type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' },
];
const failed: readonly RowCondition[] = [
  { type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' },
];

/** Mirrors printPod. */
export const pod: Printer<PodView> = {
  columns: [
    nameColumn,
    text('Ready', 'How many of the containers are ready.'),
    text('Status', 'What the pod as a whole is doing, or what keeps it from that.'),
    text('Restarts', 'How often the containers were restarted, and how long ago the last time was.'),
    ageColumn,
    wide(text('IP', doc('core.v1.PodStatus', 'podIP'))),
    wide(text('Node', doc('core.v1.PodSpec', 'nodeName'))),
    wide(text('Nominated Node', doc('core.v1.PodStatus', 'nominatedNodeName'))),
    wide(text('Readiness Gates', doc('core.v1.PodSpec', 'readinessGates'))),
  ],
  cells(object, nowMs) {
    const status = podStatus(object);
    return [
      object.metadata?.name ?? '',
      `${status.ready}/${status.total}`,
      status.reason,
      restartsText(status, nowMs),
      ageOf(object, nowMs),
      object.status?.podIP || object.status?.podIPs?.[0]?.ip || none,
      object.spec?.nodeName || none,
      object.status?.nominatedNodeName || none,
      readinessGates(object),
    ];
  },
  conditions(object) {
    if (object.status?.phase === 'Succeeded') return succeeded;
    return object.status?.phase === 'Failed' ? failed : undefined;
  },
};

function readinessGates(object: PodView): string {
  const gates = object.spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const conditions = object.status?.conditions ?? [];
  const met = gates.filter(
    (gate) => conditions.find(({ type }) => type === gate.conditionType)?.status === 'True',
  );
  return `${met.length}/${gates.length}`;
}

interface PodTemplateView extends KubeObject {
  readonly template?: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec?: { readonly containers?: readonly ContainerView[] };
  };
}

/** Mirrors printPodTemplate. */
export const podTemplate: Printer<PodTemplateView> = {
  columns: [
    nameColumn,
    text('Containers', 'The names of the containers of the template.'),
    text('Images', 'The images of the containers of the template.'),
    text('Pod Labels', 'The labels of the pods of the template.'),
  ],
  cells: ({ metadata, template }) => [
    metadata?.name ?? '',
    ...containerCells(template?.spec?.containers),
    labelsText(template?.metadata?.labels),
  ],
};
