import { isTimeZone } from '../../../../component-helpers/index.ts';

const component = /^[A-Za-z.\-_0-9+]{1,14}$/;

/** What is wrong with the name of a time zone. Mirrors kubernetes pkg/apis/batch/validation (validateTimeZone). */
export function zoneErrors(zone: string): readonly string[] {
  if (zone === '') return ['timeZone must be nil or non-empty string'];
  const unknown = `unknown time zone ${zone}`;
  const isName = zone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && component.test(part));
  if (!isName) return [unknown];
  const isLocal = zone.toLowerCase() === 'local';
  const local = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  return [...(isLocal ? [local] : []), ...(zone === 'Local' || isTimeZone(zone) ? [] : [unknown])];
}
