import {
  coreV1,
  type ResourceV1ResourceClaim,
  type V1Pod,
  type V1ResourceClaimTemplate,
} from '../../api/index.ts';
import { newControllerRef } from '../../apimachinery/index.ts';
import { podClaimAnnotation } from '../../component-helpers/index.ts';

/** A name has 63 characters, 5 of which are random, with a hyphen before them. */
const baseLengthMax = 57;

/** The claim that a pod wants for one of its entries. Mirrors kubernetes pkg/controller/resourceclaim (handleClaim). */
export function claimFromTemplate(
  pod: V1Pod,
  entryName: string,
  { spec: { metadata: template, spec } }: V1ResourceClaimTemplate,
): ResourceV1ResourceClaim {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  // The owner does not wait for it.
  const { blockOwnerDeletion: _, ...owner } = newControllerRef(pod, coreV1.pods);
  return {
    metadata: {
      namespace,
      generateName: generateName(name, entryName),
      ownerReferences: [owner],
      annotations: { ...template?.annotations, [podClaimAnnotation]: entryName },
      ...(template?.labels && { labels: template.labels }),
    },
    spec,
  };
}

/** Where both names together are too long, each is cut in proportion. */
function generateName(pod: string, entry: string): string {
  const whole = `${pod}-${entry}-`;
  if (whole.length <= baseLengthMax) return whole;
  const cut = (name: string) => Math.floor((name.length * baseLengthMax) / whole.length);
  const start = `${pod.slice(0, cut(pod))}-`;
  return `${start}${entry.slice(0, cut(entry))}`;
}
