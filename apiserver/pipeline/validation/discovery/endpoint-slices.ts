import type {
  DiscoveryV1EndpointPort,
  V1Endpoint,
  V1EndpointHints,
  V1EndpointSlice,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldImmutable,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  fieldTooMany,
  parseIp,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateIp,
  validateLabelValue,
  validateLegacyIp,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { endpointIpErrors } from '../core/service-traffic.ts';
import { domainNameErrors } from '../names.ts';
import { checkText, each, oneOfWords, requireWord, tell, when } from '../tell.ts';

const addressesMax = 100;
const portsMax = 20_000;
const endpointsMax = 1_000;
const hintsMax = 8;

/** Mirrors kubernetes pkg/apis/discovery/validation (ValidateEndpointSlice). Endpoints of before may stay as they are. */
export function endpointSliceErrors(slice: V1EndpointSlice, old?: V1EndpointSlice): FieldError[] {
  const { addressType } = slice;
  const [endpoints, ports] = [slice.endpoints ?? [], slice.ports ?? []];
  const ofEndpoints = listErrors(endpoints, fieldPath('endpoints'), endpointsMax, (endpoint, at) =>
    endpointErrors(endpoint, at, addressType),
  );
  const isKept = ofEndpoints.length > 0 && deepEqual(endpoints, old?.endpoints ?? []);
  return [
    ...requireWord(fieldPath('addressType'), addressType, ['FQDN', 'IPv4', 'IPv6']),
    ...portErrors(ports, fieldPath('ports')),
    ...(isKept && old !== undefined ? [] : ofEndpoints),
  ];
}

/** Mirrors ValidateEndpointSliceUpdate. */
export function endpointSliceUpdateErrors(slice: V1EndpointSlice, old: V1EndpointSlice): FieldError[] {
  const { addressType = '' } = slice;
  return [
    ...endpointSliceErrors(slice, old),
    ...when(addressType !== old.addressType, () => fieldImmutable('addressType', addressType)),
  ];
}

/** Of a list that is too long nothing else is told. */
function listErrors<Item>(
  list: readonly Item[],
  at: FieldPath,
  max: number,
  rule: (item: Item, path: FieldPath) => readonly FieldError[],
): FieldError[] {
  return list.length > max ? [fieldTooMany(at, list.length, max)] : each(list, at, rule);
}

function endpointErrors(endpoint: V1Endpoint, at: FieldPath, type: string): FieldError[] {
  const { addresses = [], nodeName, hostname, hints } = endpoint;
  const place = at.child('addresses');
  return [
    ...when(addresses.length === 0, () => fieldRequired(place, 'must contain at least 1 address')),
    ...when(addresses.length > addressesMax, () => fieldTooMany(place, addresses.length, addressesMax)),
    ...each(addresses, place, (address, here) => addressErrors(address, here, place, type)),
    ...(nodeName === undefined
      ? []
      : tell(at.child('nodeName'), nodeName, validateDns1123Subdomain(nodeName))),
    ...(hostname === undefined ? [] : tell(at.child('hostname'), hostname, validateDns1123Label(hostname))),
    ...(hints === undefined ? [] : hintErrors(hints, at.child('hints'))),
  ];
}

function addressErrors(address: string, at: FieldPath, list: FieldPath, type: string): FieldError[] {
  if (type === 'FQDN') return domainNameErrors(address, at);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const errors = tell(at, address, type === 'IPv4' ? validateLegacyIp(address) : validateIp(address));
  if (errors.length > 0) return errors;
  const isOther = `IPv${parseIp(address)?.version}` !== type;
  return [
    ...when(isOther, () => fieldInvalid(list, address, `must be an ${type} address`)),
    ...endpointIpErrors(address, at),
  ];
}

function portErrors(ports: readonly DiscoveryV1EndpointPort[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  return listErrors(ports, path, portsMax, ({ name = '', protocol, appProtocol }, at) => [
    ...checkText(at.child('name'), name, validateDns1123Label),
    ...when(names.size === names.add(name).size, () => fieldDuplicate(at.child('name'), name)),
    ...(protocol === undefined
      ? [fieldRequired(at.child('protocol'))]
      : oneOfWords(at.child('protocol'), protocol, ['SCTP', 'TCP', 'UDP'])),
    ...(appProtocol === undefined
      ? []
      : tell(at.child('appProtocol'), appProtocol, validateQualifiedName(appProtocol))),
  ]);
}

function hintErrors({ forZones = [], forNodes = [] }: V1EndpointHints, at: FieldPath): FieldError[] {
  const named = (rule: (name: string) => readonly string[]) => {
    const names = new Set<string>();
    return ({ name = '' }: { readonly name?: string }, place: FieldPath) => [
      ...when(names.size === names.add(name).size, () => fieldDuplicate(place.child('name'), name)),
      ...tell(place.child('name'), name, rule(name)),
    ];
  };
  const ofZones = listErrors(forZones, at.child('forZones'), hintsMax, named(validateLabelValue));
  if (forZones.length > hintsMax) return ofZones;
  const ofNodes = listErrors(forNodes, at.child('forNodes'), hintsMax, named(validateDns1123Subdomain));
  return [...ofZones, ...ofNodes];
}
