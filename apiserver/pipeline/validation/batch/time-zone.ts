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
  return [...(isLocal ? [local] : []), ...(zone === 'Local' || isZone(zone) ? [] : [unknown])];
}

/** Names are files to Go, so that case counts; the names of zones begin with a capital letter. */
function isZone(zone: string): boolean {
  if (!/^[A-Z]/.test(zone)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    return timeZone === zone || timeZone.toLowerCase() !== zone.toLowerCase();
  } catch {
    return false;
  }
}
