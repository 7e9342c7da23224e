import type { KubeObject } from '../../apimachinery/index.ts';
import type { Fields } from '../fields.ts';
import { autoscalerFromV1, autoscalerToV1 } from './autoscaler.ts';
import { eventFromCore, eventToCore } from './event.ts';

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** The kinds whose versions differ in shape, by kind and by `from` and `to`. Kept beside each other: one is the way back. */
const conversions: Readonly<Record<string, (object: Fields) => Fields>> = {
  'Event: v1 -> events.k8s.io/v1': eventFromCore,
  'Event: events.k8s.io/v1 -> v1': eventToCore,
  'HorizontalPodAutoscaler: autoscaling/v1 -> autoscaling/v2': autoscalerFromV1,
  'HorizontalPodAutoscaler: autoscaling/v2 -> autoscaling/v1': autoscalerToV1,
};

/**
 * The object in another version of its kind. All that the other version cannot say survives the way there and back.
 * Versions of one shape differ in apiVersion only. The same object if it is asked for in its own version.
 * Mirrors kubernetes pkg/apis/events/v1 and pkg/apis/autoscaling/v1 (conversion).
 */
export function convert(object: KubeObject, from: GroupVersion, to: GroupVersion): KubeObject {
  const there = apiVersionOf(to);
  const here = apiVersionOf(from);
  if (here === there) return object;
  const conversion = conversions[`${object.kind}: ${here} -> ${there}`];
  const converted = conversion === undefined ? object : conversion(object as unknown as Fields);
  return { ...converted, apiVersion: there };
}

function apiVersionOf({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}
