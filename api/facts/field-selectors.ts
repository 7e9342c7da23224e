import type { FieldGetters, KubeObject } from '../../apimachinery/index.ts';
import { type Fields, fieldsOf, isUnset } from '../fields.ts';

/** How one selectable field is read; absent values are the empty text. */
type Read = (object: KubeObject) => string | undefined;

const name: Read = ({ metadata }) => metadata?.name;
const namespace: Read = ({ metadata }) => metadata?.namespace;

/** What every kind can be selected by that names no fields of its own. */
export const commonFields: FieldGetters<KubeObject> = {
  'metadata.name': name,
  'metadata.namespace': namespace,
};
const clusterScoped: FieldGetters<KubeObject> = { 'metadata.name': name };

const podFields: FieldGetters<KubeObject> = {
  ...commonFields,
  ...texts('spec', 'nodeName', 'restartPolicy', 'schedulerName', 'serviceAccountName'),
  'spec.host': text('spec', 'nodeName'),
  'spec.hostNetwork': flag('spec', 'hostNetwork'),
  ...texts('status', 'nominatedNodeName', 'phase', 'podIP'),
  // Accepted, but Kubernetes has no value for it.
  'status.podIPs': () => undefined,
};

const referenceFields = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
] as const;

/** Both groups select the same events, each by its own names; an event is kept in core's form, but either is read. */
const eventFields: FieldGetters<KubeObject> = {
  ...commonFields,
  ...references('involvedObject'),
  reason: top('reason'),
  reportingComponent: reportingController,
  source: eventSource,
  type: top('type'),
};
const newEventFields: FieldGetters<KubeObject> = {
  ...commonFields,
  ...references('regarding'),
  reason: top('reason'),
  reportingController,
  type: top('type'),
};

/**
 * The fields each kind can be selected by, by `resource.group`. A kind that is not here has its name and namespace.
 * Mirrors kubernetes pkg/apis (AddFieldLabelConversionFunc) and pkg/registry (ToSelectableFields).
 */
export const fieldSelectors: Readonly<Record<string, FieldGetters<KubeObject>>> = {
  events: eventFields,
  namespaces: { ...clusterScoped, 'status.phase': text('status', 'phase') },
  nodes: { ...clusterScoped, 'spec.unschedulable': flag('spec', 'unschedulable') },
  pods: podFields,
  replicationcontrollers: { ...commonFields, 'status.replicas': count('status', 'replicas') },
  secrets: { ...commonFields, type: top('type') },
  services: { ...commonFields, ...texts('spec', 'clusterIP', 'type') },
  'jobs.batch': { ...commonFields, 'status.successful': count('status', 'succeeded') },
  'certificatesigningrequests.certificates.k8s.io': { ...clusterScoped, ...texts('spec', 'signerName') },
  'clustertrustbundles.certificates.k8s.io': { ...clusterScoped, ...texts('spec', 'signerName') },
  'podcertificaterequests.certificates.k8s.io': {
    ...clusterScoped,
    ...texts('spec', 'signerName', 'podName', 'nodeName'),
  },
  'events.events.k8s.io': newEventFields,
  'resourceslices.resource.k8s.io': { ...clusterScoped, ...texts('spec', 'nodeName', 'driver') },
};

function partOf(object: KubeObject, part: string): Fields {
  return fieldsOf((object as unknown as Fields)[part]);
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function top(field: string): Read {
  return (object) => asText((object as unknown as Fields)[field]);
}

function text(part: string, field: string): Read {
  return (object) => asText(partOf(object, part)[field]);
}

function texts(part: string, ...fields: readonly string[]): FieldGetters<KubeObject> {
  return Object.fromEntries(fields.map((field) => [`${part}.${field}`, text(part, field)]));
}

function flag(part: string, field: string): Read {
  return (object) => String(partOf(object, part)[field] === true);
}

function count(part: string, field: string): Read {
  return (object) => String(partOf(object, part)[field] ?? 0);
}

function references(prefix: string): FieldGetters<KubeObject> {
  const read = (field: string): Read => {
    return (object) => asText(partOf(object, 'involvedObject')[field] ?? partOf(object, 'regarding')[field]);
  };
  return Object.fromEntries(referenceFields.map((field) => [`${prefix}.${field}`, read(field)]));
}

function reportingController(object: KubeObject): string | undefined {
  const { reportingComponent, reportingController: controller } = object as unknown as Fields;
  return asText(reportingComponent ?? controller);
}

function eventSource(object: KubeObject): string | undefined {
  const { component } = fieldsOf(
    (object as unknown as Fields).source ?? (object as unknown as Fields).deprecatedSource,
  );
  return isUnset(component) ? reportingController(object) : asText(component);
}
