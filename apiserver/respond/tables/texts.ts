import { InvalidValueError, type LabelSelector, labelSelectorMatcher } from '../../../apimachinery/index.ts';

/** The small texts that several kinds' cells share. */

export const none = '<none>';
export const unset = '<unset>';

/** `a=1,b=2` in order of keys, `<none>` for no labels. Mirrors labels.FormatLabels. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(',');
}

/**
 * A label selector as one would type it: `app=web,tier in (a,b),!old`, '' where it selects everything or nothing, and
 * `invalid` for one that no validated object has. Mirrors metav1.LabelSelectorAsSelector(...).String().
 */
export function selectorString(selector: LabelSelector | undefined, invalid: string): string {
  try {
    return labelSelectorMatcher(selector).toString();
  } catch (error) {
    if (error instanceof InvalidValueError) return invalid;
    throw error;
  }
}

/** Like selectorString, with `<none>` for the empty text. Mirrors metav1.FormatLabelSelector. */
export function selectorText(selector: LabelSelector | undefined): string {
  return selectorString(selector, '<error>') || none;
}

/** Up to three of `all`, then how many more there are; `<unset>` for none. */
export function firstThree(all: readonly string[]): string {
  if (all.length === 0) return unset;
  if (all.length <= 3) return all.join(',');
  return `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`;
}

/** An IP and a port as one address; an IPv6 address in brackets. Mirrors Go's net.JoinHostPort. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export interface ContainerView {
  readonly name: string;
  readonly image?: string;
}

/** The two cells under CONTAINERS and IMAGES. */
export function containerCells(containers: readonly ContainerView[] | undefined): [string, string] {
  const all = containers ?? [];
  return [all.map(({ name }) => name).join(','), all.map(({ image }) => image ?? '').join(',')];
}

/** A quantity as it is stored; `0` for one that is missing. */
export function quantityText(quantity: string | number | undefined): string {
  return String(quantity ?? 0);
}
