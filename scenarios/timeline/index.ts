/** What a person reads of a run: who did what to which object, and what made them do it. */
export { formatLine, type Style, type TimelineFormat } from './format.ts';
export { Narrators } from './narrators/index.ts';
export { Timeline, type TimelineLine } from './timeline.ts';
export { changesOf, isAt, nameOf, objectId, writeOf } from './write.ts';
