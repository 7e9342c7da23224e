import type { V1PersistentVolume } from '../../../api/index.ts';
import { formatTime } from '../../../apimachinery/index.ts';
import { type Strategy, withPart } from './strategy.ts';

/** A volume says since when it is in its phase. Mirrors kubernetes pkg/registry/core/persistentvolume. */
export const volumeStrategy: Strategy = {
  prepareForCreate(object, { environment }) {
    const since = formatTime(environment.clock.now());
    return withPart(object, 'status', { phase: 'Pending', lastPhaseTransitionTime: since });
  },
  prepareForStatusUpdate(object, old, { environment }) {
    const { status } = object as V1PersistentVolume;
    const before = (old as V1PersistentVolume).status;
    const since = before?.lastPhaseTransitionTime;
    const told = status?.lastPhaseTransitionTime;
    if (told !== undefined && told !== since) return object;
    const isSame = status?.phase === before?.phase;
    if (isSame && told === since) return object;
    return withPart(object, 'status', {
      ...status,
      lastPhaseTransitionTime: isSame ? since : formatTime(environment.clock.now()),
    });
  },
};
