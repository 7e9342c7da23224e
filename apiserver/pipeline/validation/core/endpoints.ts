import type { CoreV1EndpointPort, V1EndpointAddress, V1Endpoints } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldPath,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLegacyIp,
  validatePortNumber,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkText, each, isEmpty, requireText, requireWord, tell, when } from '../tell.ts';
import { endpointIpErrors } from './service-traffic.ts';

const missing = 'must specify `addresses` or `notReadyAddresses`';

/** Mirrors kubernetes pkg/apis/core/validation (ValidateEndpoints). What was there before may stay as it is. */
export function endpointsErrors({ subsets }: V1Endpoints, old?: V1Endpoints): FieldError[] {
  const errors = each(subsets, fieldPath('subsets'), ({ addresses, notReadyAddresses, ports = [] }, at) => [
    ...when(isEmpty(addresses) && isEmpty(notReadyAddresses), () => fieldRequired(at, missing)),
    ...each(addresses, at.child('addresses'), addressErrors),
    ...each(notReadyAddresses, at.child('notReadyAddresses'), addressErrors),
    ...each(ports, at.child('ports'), (port, place) => portErrors(port, place, ports.length > 1)),
  ]);
  return errors.length > 0 && deepEqual(subsets, old?.subsets) ? [] : errors;
}

function addressErrors({ ip = '', hostname, nodeName }: V1EndpointAddress, at: FieldPath): FieldError[] {
  return [
    ...tell(at.child('ip'), ip, validateLegacyIp(ip)),
    ...checkText(at.child('hostname'), hostname, validateDns1123Label),
    ...(nodeName === undefined
      ? []
      : tell(at.child('nodeName'), nodeName, validateDns1123Subdomain(nodeName))),
    ...endpointIpErrors(ip, at.child('ip')),
  ];
}

function portErrors(port: CoreV1EndpointPort, at: FieldPath, mustBeNamed: boolean): FieldError[] {
  const { name, port: number = 0, protocol, appProtocol } = port;
  const named = mustBeNamed ? requireText : checkText;
  return [
    ...named(at.child('name'), name, validateDns1123Label),
    ...tell(at.child('port'), number, validatePortNumber(number)),
    ...requireWord(at.child('protocol'), protocol, ['SCTP', 'TCP', 'UDP']),
    ...(appProtocol === undefined
      ? []
      : tell(at.child('appProtocol'), appProtocol, validateQualifiedName(appProtocol))),
  ];
}
