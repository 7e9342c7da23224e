import type { KubeObject } from '../../../../apimachinery/index.ts';
import { age } from '../ages.ts';
import type { Cell, Printer } from '../printer.ts';
import { integer, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';

interface PoolView {
  readonly totalDevices?: number;
  readonly availableDevices?: number;
  readonly allocatedDevices?: number;
  readonly unavailableDevices?: number;
  readonly validationError?: string;
}

interface PoolRequestView extends KubeObject {
  readonly spec?: { readonly driver?: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly lastTransitionTime?: string;
    }[];
    readonly poolCount?: number;
    readonly pools?: readonly PoolView[];
  };
}

/** Mirrors printResourcePoolStatusRequest. */
export const resourcePoolStatusRequest: Printer<PoolRequestView> = {
  columns: [
    nameColumn,
    text('Driver', 'The driver whose pools are asked for.'),
    text('Total', 'How many devices there are in all pools.'),
    text('Available', 'How many devices are free.'),
    text('Allocated', 'How many devices are in use.'),
    text('Unavailable', 'How many devices cannot be used.'),
    text('Errors', 'How many pools are not valid.'),
    integer('Pools', 'How many pools match.'),
    text('Status', 'Whether the request was answered.'),
    text('Completed', 'How long ago it was answered.'),
  ],
  cells(object, nowMs) {
    const decided = object.status?.conditions?.find(
      ({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
    );
    const completed = decided?.type === 'Complete' ? age(decided.lastTransitionTime, nowMs) : none;
    const state = decided?.type ?? 'Pending';
    return [
      object.metadata?.name ?? '',
      object.spec?.driver ?? '',
      ...sums(object, state),
      object.status?.poolCount ?? 0,
      truncated(object, state),
      completed,
    ];
  },
};

/** An answer may carry fewer pools than there are. */
function truncated({ status }: PoolRequestView, state: string): string {
  const shown = status?.pools?.length ?? 0;
  const count = status?.poolCount ?? 0;
  return state === 'Complete' && count > shown ? `Complete (${shown}/${count} pools)` : state;
}

function sums({ status }: PoolRequestView, state: string): readonly Cell[] {
  if (status === undefined || state === 'Failed') return ['-', '-', '-', '-', '-'];
  const pools = status.pools ?? [];
  const sum = (count: (pool: PoolView) => number | undefined) =>
    String(pools.reduce((total, pool) => total + (count(pool) ?? 0), 0));
  return [
    sum((pool) => pool.totalDevices),
    sum((pool) => pool.availableDevices),
    sum((pool) => pool.allocatedDevices),
    sum((pool) => pool.unavailableDevices),
    sum((pool) => (pool.validationError === undefined ? 0 : 1)),
  ];
}
