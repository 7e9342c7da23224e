import type { Fields } from '../fields.ts';

/** Core's name of a field and events.k8s.io's. What is not here is called the same. */
const renamed: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
];

const fromCore = new Map(renamed);
const toCore = new Map(renamed.map(([core, events]) => [events, core] as const));

export function eventFromCore(event: Fields): Fields {
  return rename(event, fromCore);
}

export function eventToCore(event: Fields): Fields {
  return rename(event, toCore);
}

function rename(event: Fields, names: ReadonlyMap<string, string>): Fields {
  return Object.fromEntries(
    Object.entries(event).map(([field, value]) => [names.get(field) ?? field, value]),
  );
}
