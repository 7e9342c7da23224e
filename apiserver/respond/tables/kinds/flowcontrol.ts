import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';

interface FlowSchemaView extends KubeObject {
  readonly spec?: {
    readonly matchingPrecedence?: number;
    readonly priorityLevelConfiguration?: { readonly name?: string };
    readonly distinguisherMethod?: { readonly type?: string };
  };
  readonly status?: { readonly conditions?: readonly { readonly type?: string; readonly status?: string }[] };
}

const flowSchemaSpec = 'flowcontrol.v1.FlowSchemaSpec';

/** Mirrors printFlowSchema; a list comes in the order the schemas are tried. */
export const flowSchema: Printer<FlowSchemaView> = {
  columns: [
    nameColumn,
    text('PriorityLevel', doc('flowcontrol.v1.PriorityLevelConfigurationReference', 'name')),
    text('MatchingPrecedence', doc(flowSchemaSpec, 'matchingPrecedence')),
    text('DistinguisherMethod', doc(flowSchemaSpec, 'distinguisherMethod')),
    ageColumn,
    text('MissingPL', 'Whether the priority level the schema names is missing.'),
  ],
  cells(object, nowMs) {
    const { metadata, spec, status } = object;
    const dangling = status?.conditions?.find(({ type }) => type === 'Dangling');
    return [
      metadata?.name ?? '',
      spec?.priorityLevelConfiguration?.name ?? '',
      spec?.matchingPrecedence ?? 0,
      spec?.distinguisherMethod?.type ?? none,
      ageOf(object, nowMs),
      dangling === undefined ? '?' : (dangling.status ?? ''),
    ];
  },
  compare(left, right) {
    const byPrecedence = (left.spec?.matchingPrecedence ?? 0) - (right.spec?.matchingPrecedence ?? 0);
    if (byPrecedence !== 0) return byPrecedence;
    return (left.metadata?.name ?? '') < (right.metadata?.name ?? '') ? -1 : 1;
  },
};

interface PriorityLevelView extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly limited?: {
      readonly nominalConcurrencyShares?: number;
      readonly limitResponse?: {
        readonly queuing?: {
          readonly queues?: number;
          readonly handSize?: number;
          readonly queueLengthLimit?: number;
        };
      };
    };
  };
}

const queuingDefinition = 'flowcontrol.v1.QueuingConfiguration';

/** Mirrors printPriorityLevelConfiguration. */
export const priorityLevelConfiguration: Printer<PriorityLevelView> = {
  columns: [
    nameColumn,
    text('Type', doc('flowcontrol.v1.PriorityLevelConfigurationSpec', 'type')),
    text(
      'NominalConcurrencyShares',
      doc('flowcontrol.v1.LimitedPriorityLevelConfiguration', 'nominalConcurrencyShares'),
    ),
    text('Queues', doc(queuingDefinition, 'queues')),
    text('HandSize', doc(queuingDefinition, 'handSize')),
    text('QueueLengthLimit', doc(queuingDefinition, 'queueLengthLimit')),
    ageColumn,
  ],
  cells(object, nowMs) {
    const { metadata, spec } = object;
    const queuing = spec?.limited?.limitResponse?.queuing;
    return [
      metadata?.name ?? '',
      spec?.type ?? '',
      spec?.limited === undefined ? none : (spec.limited.nominalConcurrencyShares ?? 0),
      queuing === undefined ? none : (queuing.queues ?? 0),
      queuing === undefined ? none : (queuing.handSize ?? 0),
      queuing === undefined ? none : (queuing.queueLengthLimit ?? 0),
      ageOf(object, nowMs),
    ];
  },
};
