import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text, wide } from '../printer.ts';
import { none } from '../texts.ts';

interface NodeView extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: {
      readonly kubeletVersion?: string;
      readonly osImage?: string;
      readonly kernelVersion?: string;
      readonly containerRuntimeVersion?: string;
      readonly architecture?: string;
    };
  };
}

const unknown = '<unknown>';
const rolePrefix = 'node-role.kubernetes.io/';
const roleLabel = 'kubernetes.io/role';

/** Mirrors printNode. */
export const node: Printer<NodeView> = {
  columns: [
    nameColumn,
    text('Status', 'Whether the node is ready, and whether it takes new pods.'),
    text('Roles', 'The roles the labels of the node give it.'),
    ageColumn,
    text('Version', doc('core.v1.NodeSystemInfo', 'kubeletVersion')),
    wide(text('Internal-IP', doc('core.v1.NodeStatus', 'addresses'))),
    wide(text('External-IP', doc('core.v1.NodeStatus', 'addresses'))),
    wide(text('OS-Image', doc('core.v1.NodeSystemInfo', 'osImage'))),
    wide(text('Kernel-Version', doc('core.v1.NodeSystemInfo', 'kernelVersion'))),
    wide(text('Container-Runtime', doc('core.v1.NodeSystemInfo', 'containerRuntimeVersion'))),
  ],
  cells(object, nowMs) {
    const info = object.status?.nodeInfo;
    return [
      object.metadata?.name ?? '',
      nodeStatus(object),
      roles(object.metadata?.labels) || none,
      ageOf(object, nowMs),
      info?.kubeletVersion ?? '',
      address(object, 'InternalIP'),
      address(object, 'ExternalIP'),
      info?.osImage || unknown,
      (info?.kernelVersion || unknown) + (info?.architecture ? ` (${info.architecture})` : ''),
      info?.containerRuntimeVersion || unknown,
    ];
  },
};

function nodeStatus({ spec, status }: NodeView): string {
  const ready = status?.conditions?.findLast(({ type }) => type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec?.unschedulable === true) words.push('SchedulingDisabled');
  return words.join(',');
}

function roles(labels: Readonly<Record<string, string>> | undefined): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(labels ?? {})) {
    const role = key.startsWith(rolePrefix) ? key.slice(rolePrefix.length) : key === roleLabel ? value : '';
    if (role !== '') found.add(role);
  }
  return [...found].sort().join(',');
}

function address({ status }: NodeView, wanted: string): string {
  return status?.addresses?.find(({ type }) => type === wanted)?.address ?? none;
}
