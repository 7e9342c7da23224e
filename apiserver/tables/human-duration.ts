const SECONDS = 1;
const MINUTES = 60 * SECONDS;
const HOURS = 60 * MINUTES;
const DAYS = 24 * HOURS;
const YEARS = 365 * DAYS;

/**
 * A duration as kubectl prints ages: two units while the smaller one matters, one after that (`119s`, `5m20s`, `179m`,
 * `7h59m`, `47h`, `7d23h`, `729d`, `7y364d`, `8y`). A second or so below zero is `0s`, since clocks differ; less is
 * `<invalid>`. Mirrors k8s.io/apimachinery pkg/util/duration (HumanDuration).
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * MINUTES) return `${seconds}s`;
  if (seconds < 10 * MINUTES) return twoUnits(seconds, MINUTES, 'm', SECONDS, 's');
  if (seconds < 3 * HOURS) return `${Math.floor(seconds / MINUTES)}m`;
  if (seconds < 8 * HOURS) return twoUnits(seconds, HOURS, 'h', MINUTES, 'm');
  if (seconds < 48 * HOURS) return `${Math.floor(seconds / HOURS)}h`;
  if (seconds < 8 * DAYS) return twoUnits(seconds, DAYS, 'd', HOURS, 'h');
  if (seconds < 2 * YEARS) return `${Math.floor(seconds / DAYS)}d`;
  if (seconds < 8 * YEARS) return twoUnits(seconds, YEARS, 'y', DAYS, 'd');
  return `${Math.floor(seconds / YEARS)}y`;
}

function twoUnits(
  seconds: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${Math.floor(seconds / large)}${largeName}`;
  return rest === 0 ? whole : `${whole}${rest}${smallName}`;
}
