/** Every kind of Kubernetes 1.36: its type (`V1Pod`), and the resource that serves it (`coreV1.pods`). */
export * from './generated/resources.ts';
export type * from './generated/types.ts';
