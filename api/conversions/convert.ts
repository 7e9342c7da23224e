import { apiVersionOf, type KubeObject } from '../../apimachinery/index.ts';
import type { Fields } from '../fields.ts';
import { autoscalerFromV1, autoscalerToV1 } from './autoscaler.ts';
import { eventFromCore, eventToCore } from './event.ts';

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** The kinds whose versions differ in shape, by `group/version/Kind` and the version it becomes. Kept beside each other: one is the way back. */
const conversions: Readonly<Record<string, (object: Fields) => Fields>> = {
  'v1/Event -> events.k8s.io/v1': eventFromCore,
  'events.k8s.io/v1/Event -> v1': eventToCore,
  'autoscaling/v1/HorizontalPodAutoscaler -> autoscaling/v2': autoscalerFromV1,
  'autoscaling/v2/HorizontalPodAutoscaler -> autoscaling/v1': autoscalerToV1,
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
  const conversion = conversions[`${here}/${object.kind} -> ${there}`];
  const converted = conversion === undefined ? object : conversion(object as unknown as Fields);
  return { ...converted, apiVersion: there };
}
