import type { FieldGetters, KubeObject } from '../../apimachinery/index.ts';
import { type Fields, fieldsOf, isUnset } from '../fields.ts';

/** How one selectable field is read; absent values are the empty text. */
type Read = (object: KubeObject) => string | undefined;

const name: Read = ({ metadata }) => metadata?.name;
const namespace: Read = ({ metadata }) => metadata?.namespace;

/** What every kind can be selected by that names no fields of its own. */
const common: FieldGetters<KubeObject> = { 'metadata.name': name, 'metadata.namespace': namespace };
const clusterScoped: FieldGetters<KubeObject> = { 'metadata.name': name };

const podFields: FieldGetters<KubeObject> = {
  ...common,
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
  ...common,
  ...references('involvedObject'),
  reason: top('reason'),
  reportingComponent: reportingController,
  source: eventSource,
  type: top('type'),
};
const newEventFields: FieldGetters<KubeObject> = {
  ...common,
  ...references('regarding'),
  reason: top('reason'),
  reportingController,
  type: top('type'),
};

/**
 * The fields each kind can be selected by, by `group/resource`. A kind that is not here has its name and namespace.
 * Mirrors kubernetes pkg/apis (AddFieldLabelConversionFunc) and pkg/registry (ToSelectableFields).
 */
export const fieldSelectors: Readonly<Record<string, FieldGetters<KubeObject>>> = {
  '/events': eventFields,
  '/namespaces': { ...clusterScoped, 'status.phase': text('status', 'phase') },
  '/nodes': { ...clusterScoped, 'spec.unschedulable': flag('spec', 'unschedulable') },
  '/pods': podFields,
  '/replicationcontrollers': { ...common, 'status.replicas': count('status', 'replicas') },
  '/secrets': { ...common, type: top('type') },
  '/services': { ...common, ...texts('spec', 'clusterIP', 'type') },
  'batch/jobs': { ...common, 'status.successful': count('status', 'succeeded') },
  'certificates.k8s.io/certificatesigningrequests': { ...clusterScoped, ...texts('spec', 'signerName') },
  'certificates.k8s.io/clustertrustbundles': { ...clusterScoped, ...texts('spec', 'signerName') },
  'certificates.k8s.io/podcertificaterequests': {
    ...clusterScoped,
    ...texts('spec', 'signerName', 'podName', 'nodeName'),
  },
  'events.k8s.io/events': newEventFields,
  'resource.k8s.io/resourceslices': { ...clusterScoped, ...texts('spec', 'nodeName', 'driver') },
};

/** How to read the selectable fields of a resource. */
export function selectableFields(resource: {
  readonly group: string;
  readonly resource: string;
}): FieldGetters<KubeObject> {
  return fieldSelectors[`${resource.group}/${resource.resource}`] ?? common;
}

/** Whether a kind names its selectable fields, which decides how an unknown one is refused. */
export function hasOwnSelectableFields(resource: {
  readonly group: string;
  readonly resource: string;
}): boolean {
  return Object.hasOwn(fieldSelectors, `${resource.group}/${resource.resource}`);
}

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
