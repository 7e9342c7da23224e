/** Claims, classes or slices are such that no allocation can be tried: no other node would help. */
export class AllocationError extends Error {
  override readonly name = 'AllocationError';
}
