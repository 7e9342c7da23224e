import { batchV1, type V1Container, type V1Job, type V1Pod } from '../../api/index.ts';
import { podFromTemplate } from '../kit/pod-from-template.ts';
import { completionIndexKey, failureCounts, hasLimitPerIndex } from './completion-index.ts';
import type { IndexObservation } from './observe-indexes.ts';
import { trackingFinalizer } from './tracked-pods.ts';

const indexVariable = 'JOB_COMPLETION_INDEX';

/** What a generated name leaves of 63 characters for what is drawn. */
const generatedNameMax = 58;

/** The pod every pod of the job is like. Mirrors kubernetes pkg/controller/job (manageJob). */
export function podOfJob(job: V1Job): V1Pod {
  const pod = podFromTemplate(job.spec?.template, job, batchV1.jobs);
  const { finalizers = [] } = pod.metadata ?? {};
  if (finalizers.includes(trackingFinalizer)) return pod;
  return { ...pod, metadata: { ...pod.metadata, finalizers: [...finalizers, trackingFinalizer] } };
}

/** The same of an indexed job: its containers learn their index from a variable. */
export function podOfIndexedJob(job: V1Job): V1Pod {
  const pod = podOfJob(job);
  const { spec } = pod;
  if (spec === undefined) return pod;
  const { initContainers, containers } = spec;
  return {
    ...pod,
    spec: {
      ...spec,
      ...(initContainers && { initContainers: initContainers.map(withIndexVariable) }),
      containers: containers.map(withIndexVariable),
    },
  };
}

/** The pod of one index. */
export function withIndex(pod: V1Pod, job: V1Job, index: number, { replaced }: IndexObservation): V1Pod {
  const { metadata } = pod;
  const mark = { [completionIndexKey]: `${index}` };
  return {
    ...pod,
    metadata: {
      ...metadata,
      generateName: generateName(job.metadata?.name ?? '', index),
      labels: { ...metadata?.labels, ...mark },
      annotations: {
        ...metadata?.annotations,
        ...mark,
        ...(hasLimitPerIndex(job) && failureCounts(job, replaced.get(index))),
      },
    },
    ...(pod.spec && { spec: { ...pod.spec, hostname: `${job.metadata?.name}-${index}` } }),
  };
}

/** Mirrors kubernetes pkg/controller/job (addCompletionIndexEnvVariable). */
function withIndexVariable(container: V1Container): V1Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === indexVariable)) return container;
  const fieldPath = `metadata.labels['${completionIndexKey}']`;
  return { ...container, env: [...env, { name: indexVariable, valueFrom: { fieldRef: { fieldPath } } }] };
}

/** Mirrors kubernetes pkg/controller/job (podGenerateNameWithIndex). */
function generateName(jobName: string, index: number): string {
  const end = `-${index}-`;
  return jobName.slice(0, generatedNameMax - end.length) + end;
}
