/**
 * What a workload was before, kept as ControllerRevisions: a StatefulSet's or DaemonSet's pod templates, each under the
 * hash of its JSON. They are claimed as pods are (`../claim.ts`). Mirrors kubernetes pkg/controller/history.
 */
export {
  byRevision,
  newControllerRevision,
  nextRevision,
  type RevisionParts,
  revisionHash,
  revisionHashLabel,
  revisionName,
  sameData,
} from './controller-revision.ts';
export { dataText, type TemplatePatch, templateOf, templatePatch } from './template-patch.ts';
export { type CreatedRevision, createRevision, renumberRevision } from './write-revisions.ts';
