/**
 * The rules all of the API shares: object metadata, schemas, selectors, quantities, patches, errors, and the shape of
 * requests. Mirrors k8s.io/apimachinery. Pure: no clock, no I/O.
 */

export * from './cel/index.ts';
export * from './encoding/index.ts';
export * from './errors/field-errors.ts';
export * from './errors/field-path.ts';
export { goNetworkError } from './errors/go-network-error.ts';
export * from './errors/message-of.ts';
export * from './errors/status.ts';
export * from './errors/status-errors.ts';
export * from './errors/status-predicates.ts';
export * from './json-path/index.ts';
export * from './managed-fields/index.ts';
export {
  exposition,
  expositionContentType,
  type Metric,
  type Sample,
} from './metrics/exposition.ts';
export { Histogram } from './metrics/histogram.ts';
export * from './object/conditions.ts';
export * from './object/deletion.ts';
export * from './object/keys.ts';
export * from './object/object.ts';
export * from './object/owner.ts';
export * from './object/type-names.ts';
export * from './patch/index.ts';
export * from './regexp/regexp.ts';
export * from './schema/index.ts';
export * from './schema/schema.ts';
export * from './selectors/field-selector.ts';
export { goSelectorText } from './selectors/go-selector-text.ts';
export * from './selectors/label-requirement.ts';
export * from './selectors/label-selector.ts';
export * from './sharing/deep-equal.ts';
export * from './sharing/freeze.ts';
export * from './sharing/same-items.ts';
export * from './sharing/same-members.ts';
export * from './sharing/share.ts';
export * from './validation/label-validation.ts';
export * from './validation/managed-fields-validation.ts';
export * from './validation/object-meta.ts';
export * from './validation/owner-validation.ts';
export * from './validation/webhook-client.ts';
export * from './values/duration.ts';
export * from './values/generate-name.ts';
export * from './values/go-format.ts';
export { parseRequestUri } from './values/go-url.ts';
export { groupBy } from './values/group-by.ts';
export * from './values/hash.ts';
export * from './values/int64.ts';
export * from './values/intstr.ts';
export * from './values/invalid-value.ts';
export * from './values/ip.ts';
export * from './values/ip-rules.ts';
export * from './values/names.ts';
export { isObject, setMember } from './values/plain-json.ts';
export * from './values/quantity.ts';
export type { QuantityFormat } from './values/quantity-text.ts';
export * from './values/time.ts';
export { zoneOffsetMs } from './values/time-zone.ts';
export * from './values/version-priority.ts';
export { isWhole, narrowed } from './values/whole-number.ts';
export * from './wire/encoder.ts';
export * from './wire/generic-response.ts';
export * from './wire/kubelet-api.ts';
export * from './wire/request.ts';
export * from './wire/request-options.ts';
export * from './wire/user-info.ts';
