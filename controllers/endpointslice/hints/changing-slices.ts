import type { V1EndpointSlice } from '../../../api/index.ts';

/** The slices of a service that will be there, by what becomes of each. Mirrors topologycache (SliceInfo). */
export interface ChangingSlices {
  readonly toCreate: readonly V1EndpointSlice[];
  readonly toUpdate: readonly V1EndpointSlice[];
  readonly unchanged: readonly V1EndpointSlice[];
}
