import type { PodPlaceFields, Trace } from '../../environment/index.ts';
import type { QueuedPod } from '../queue/queued-pod.ts';

/** Told where a pod has come to on its way to a node, by whoever brought it there. */
export type PlaceTeller = (
  queued: QueuedPod,
  place: PodPlaceFields['place'],
  more?: Pick<PodPlaceFields, 'plugins' | 'message' | 'node'>,
) => void;

/** Tells those who follow pods' places; costs next to nothing where nobody does. */
export function placeTeller(trace: Trace): PlaceTeller {
  return (queued, place, more) => {
    if (!trace.isFollowed('pod-place')) return;
    const { info, because, backoffUntilMs, rejectedBy } = queued;
    const fields: PodPlaceFields = {
      pod: info.key,
      uid: info.uid,
      place,
      because,
      ...(rejectedBy.size > 0 && { plugins: [...rejectedBy] }),
      ...(place === 'backoff' && { untilMs: backoffUntilMs }),
      ...more,
    };
    trace.detail('pod-place', fields, queued.causes);
  };
}
