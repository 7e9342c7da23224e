import type { V1ReplicaSet } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { WorkQueue } from '../../client/index.ts';
import {
  type CreateEvent,
  causeOf,
  type DeleteEvent,
  type EventHandler,
  type UpdateEvent,
} from '../../controller-runtime/index.ts';
import type { UidTrackingControllerExpectations } from '../kit/expectations.ts';

/**
 * What happens to a ReplicaSet wakes it; what was expected of one that is gone is forgotten, so that another of the same
 * name starts afresh. Mirrors kubernetes pkg/controller/replicaset (addRS, updateRS, deleteRS).
 */
export class ReplicaSetEvents implements EventHandler<V1ReplicaSet> {
  readonly #expectations: UidTrackingControllerExpectations;

  constructor(expectations: UidTrackingControllerExpectations) {
    this.#expectations = expectations;
  }

  create({ object }: CreateEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    queue.add(keyOf(object), causeOf(object));
  }

  update({ oldObject, object }: UpdateEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    // Deleted and made anew between two looks.
    if (oldObject.metadata?.uid !== object.metadata?.uid)
      this.#expectations.deleteExpectations(keyOf(object));
    queue.add(keyOf(object), causeOf(object));
  }

  delete({ object }: DeleteEvent<V1ReplicaSet>, queue: WorkQueue<string>): void {
    this.#expectations.deleteExpectations(keyOf(object));
    queue.add(keyOf(object), causeOf(object));
  }
}
