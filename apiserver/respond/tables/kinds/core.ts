import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';

interface NamespaceView extends KubeObject {
  readonly status?: { readonly phase?: string };
}

/** Mirrors printNamespace. */
export const namespace: Printer<NamespaceView> = {
  columns: [nameColumn, text('Status', 'Whether the namespace is in use or going away.'), ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', object.status?.phase ?? '', ageOf(object, nowMs)],
};

interface DataView extends KubeObject {
  readonly type?: string;
  readonly data?: object;
  readonly binaryData?: object;
}

/** Mirrors printSecret. */
export const secret: Printer<DataView> = {
  columns: [
    nameColumn,
    text('Type', doc('core.v1.Secret', 'type')),
    text('Data', doc('core.v1.Secret', 'data')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.type ?? '',
    Object.keys(object.data ?? {}).length,
    ageOf(object, nowMs),
  ],
};

/** Mirrors printConfigMap. */
export const configMap: Printer<DataView> = {
  columns: [nameColumn, text('Data', doc('core.v1.ConfigMap', 'data')), ageColumn],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    Object.keys(object.data ?? {}).length + Object.keys(object.binaryData ?? {}).length,
    ageOf(object, nowMs),
  ],
};

interface ComponentStatusView extends KubeObject {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly error?: string;
  }[];
}

/** Mirrors printComponentStatus. */
export const componentStatus: Printer<ComponentStatusView> = {
  columns: [
    nameColumn,
    text('Status', 'Whether the component is healthy.'),
    text('Message', 'What the component says of its health.'),
    text('Error', 'What keeps the component from being healthy.'),
  ],
  cells({ metadata, conditions }) {
    const health = conditions?.find(({ type }) => type === 'Healthy');
    const status = health === undefined ? 'Unknown' : health.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata?.name ?? '', status, health?.message ?? '', health?.error ?? ''];
  },
};
