import type {
  V1Container,
  V1HTTPGetAction,
  V1Lifecycle,
  V1LifecycleHandler,
  V1Probe,
} from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  type IntOrString,
  validatePortName,
} from '../../../../apimachinery/index.ts';
import { checkNotNegative, checkText, checkWord, type Errors, isNeeded } from '../checks.ts';
import { checkPort } from './ports.ts';

type Handler = V1LifecycleHandler & Pick<V1Probe, 'grpc'>;

/** The probes of a container that goes on running. */
export function checkProbes(errors: Errors, path: FieldPath, container: V1Container): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe !== undefined) {
    checkProbe(errors, path.child('livenessProbe'), livenessProbe);
    checkOneSuccess(errors, path.child('livenessProbe'), livenessProbe);
  }
  if (readinessProbe !== undefined) {
    const at = path.child('readinessProbe');
    checkProbe(errors, at, readinessProbe);
    const { terminationGracePeriodSeconds: grace } = readinessProbe;
    const says = 'must not be set for readinessProbes';
    if (grace !== undefined)
      errors.push(fieldInvalid(at.child('terminationGracePeriodSeconds'), grace, says));
  }
  if (startupProbe !== undefined) {
    checkProbe(errors, path.child('startupProbe'), startupProbe);
    checkOneSuccess(errors, path.child('startupProbe'), startupProbe);
  }
}

function checkOneSuccess(errors: Errors, path: FieldPath, { successThreshold = 0 }: V1Probe): void {
  if (successThreshold !== 1)
    errors.push(fieldInvalid(path.child('successThreshold'), successThreshold, 'must be 1'));
}

const counts = [
  ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'],
] as readonly (keyof V1Probe & `${string}${'Seconds' | 'Threshold'}`)[];

/** Mirrors validateProbe. */
function checkProbe(errors: Errors, path: FieldPath, probe: V1Probe): void {
  checkHandler(errors, path, probe, undefined);
  for (const field of counts) checkNotNegative(errors, path, field, probe[field]);
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace === undefined || grace > 0) return;
  errors.push(fieldInvalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0'));
}

/** `grace` is how many seconds the pod has to end. Mirrors validateLifecycle. */
export function checkLifecycle(
  errors: Errors,
  path: FieldPath,
  { postStart, preStop }: V1Lifecycle,
  grace: number | bigint | undefined,
): void {
  if (postStart !== undefined) checkHandler(errors, path.child('postStart'), postStart, grace);
  if (preStop !== undefined) checkHandler(errors, path.child('preStop'), preStop, grace);
}

/** One of some actions; of those after the first only that they are too many is told. Mirrors validateHandler. */
function checkHandler(
  errors: Errors,
  path: FieldPath,
  handler: Handler,
  grace: number | bigint | undefined,
): void {
  let count = 0;
  for (const field of ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const) {
    if (handler[field] === undefined) continue;
    if (count++ > 0)
      errors.push(fieldForbidden(path.child(field), 'may not specify more than 1 handler type'));
    else checkAction(errors, path.child(field), handler, grace);
  }
  if (count === 0) errors.push(fieldRequired(path, 'must specify a handler type'));
}

function checkAction(
  errors: Errors,
  path: FieldPath,
  handler: Handler,
  grace: number | bigint | undefined,
): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec !== undefined) isNeeded(errors, path, 'command', exec.command);
  else if (httpGet !== undefined) checkHttpGet(errors, path, httpGet);
  else if (tcpSocket !== undefined) checkPortOrName(errors, path, tcpSocket.port);
  else if (grpc !== undefined) checkPort(errors, path, 'port', grpc.port ?? 0);
  else if (sleep !== undefined && grace !== undefined) {
    const { seconds = 0 } = sleep;
    if (seconds >= 0 && seconds <= grace) return;
    const says = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
    errors.push(fieldInvalid(path, seconds, says));
  }
}

const headerSays =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

/** Of headers Kubernetes tells as of the whole list. */
function checkHttpGet(errors: Errors, path: FieldPath, action: V1HTTPGetAction): void {
  isNeeded(errors, path, 'path', action.path);
  checkPortOrName(errors, path, action.port);
  checkWord(errors, path, 'scheme', action.scheme, ['HTTP', 'HTTPS']);
  for (const { name = '' } of action.httpHeaders ?? []) {
    if (!/^[-A-Za-z0-9]+$/.test(name)) errors.push(fieldInvalid(path.child('httpHeaders'), name, headerSays));
  }
}

/** Mirrors ValidatePortNumOrName. */
function checkPortOrName(errors: Errors, path: FieldPath, port: IntOrString = 0): void {
  if (typeof port === 'number') checkPort(errors, path, 'port', port);
  else checkText(errors, path, 'port', port, validatePortName);
}
