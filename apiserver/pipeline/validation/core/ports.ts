import type { V1Container, V1ContainerPort } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  validatePortName,
  validatePortNumber,
} from '../../../../apimachinery/index.ts';
import { checkNeededWord, checkText, type Errors } from '../checks.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

/** Mirrors validateContainerPorts. */
export function checkPorts(errors: Errors, path: FieldPath, ports: readonly V1ContainerPort[] = []): void {
  const names = new Set<string>();
  for (const [index, { name = '', containerPort, hostPort = 0, protocol }] of ports.entries()) {
    const at = path.index(index);
    if (name !== '') {
      const before = errors.length;
      checkText(errors, at, 'name', name, validatePortName);
      if (errors.length === before && names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
      else if (errors.length === before) names.add(name);
    }
    if ((containerPort ?? 0) === 0) errors.push(fieldRequired(at.child('containerPort')));
    else checkPort(errors, at, 'containerPort', containerPort);
    if (hostPort !== 0) checkPort(errors, at, 'hostPort', hostPort);
    checkNeededWord(errors, at, 'protocol', protocol, protocols);
  }
}

export function checkPort(errors: Errors, path: FieldPath, field: string, port: number): void {
  for (const says of validatePortNumber(port)) errors.push(fieldInvalid(path.child(field), port, says));
}

/** No port of the node twice; `taken` are those that are gone. Mirrors AccumulateUniqueHostPorts. */
export function checkHostPorts(
  errors: Errors,
  path: FieldPath,
  containers: readonly V1Container[],
  taken: Set<string>,
): void {
  for (const [at, { ports = [] }] of containers.entries()) {
    for (const [index, { hostPort = 0, hostIP = '', protocol = '' }] of ports.entries()) {
      if (hostPort === 0) continue;
      const place = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(place)) {
        errors.push(fieldDuplicate(path.index(at).child('ports').index(index).child('hostPort'), place));
      }
      taken.add(place);
    }
  }
}
