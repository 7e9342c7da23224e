import type { V1PodSpec, V1WindowsSecurityContextOptions } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  utf8Length,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';
import { visitContainers } from './visit-containers.ts';

const credentialKiBMax = 64;
const domainMax = 256;
const userMax = 104;

const control = /\p{Cc}/u;
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const domainName = new RegExp(`^${label}(?:\\.${label})*$`);
const notInUser = /["/\\:;|=,+*?<>@[\]]/;
const onlyDots = /^[. ]+$/;

/** Mirrors validateWindowsSecurityContextOptions. */
export function checkWindowsOptions(
  errors: Errors,
  path: FieldPath,
  options: V1WindowsSecurityContextOptions | undefined,
): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: credential, runAsUserName } = options;
  if (name !== undefined) checkText(errors, path, 'gmsaCredentialSpecName', name, validateDns1123Subdomain);
  if (credential !== undefined) checkText(errors, path, 'gmsaCredentialSpec', credential, credentialErrors);
  if (runAsUserName !== undefined) checkText(errors, path, 'runAsUserName', runAsUserName, userNameErrors);
}

function credentialErrors(text: string): readonly string[] {
  if (text === '') return ['gmsaCredentialSpec cannot be an empty string'];
  if (utf8Length(text) <= credentialKiBMax * 1024) return [];
  return [`gmsaCredentialSpec size must be under ${credentialKiBMax} KiB`];
}

/** `domain\user` or `user`. */
function userNameErrors(text: string): readonly string[] {
  if (text === '') return ['runAsUserName cannot be an empty string'];
  if (control.test(text)) return ['runAsUserName cannot contain control characters'];
  const parts = text.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  return [...(parts.length === 2 ? domainErrors(parts[0] ?? '') : []), ...userErrors(user)];
}

function domainErrors(domain: string): readonly string[] {
  const errors: string[] = [];
  if (utf8Length(domain) >= domainMax) {
    errors.push(`runAsUserName's Domain length must be under ${domainMax} characters`);
  }
  if (!netBios.test(domain) && !domainName.test(domain)) {
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  }
  return errors;
}

function userErrors(user: string): readonly string[] {
  const errors: string[] = [];
  if (user === '') errors.push("runAsUserName's User cannot be empty");
  else if (utf8Length(user) > userMax) {
    errors.push(`runAsUserName's User length must not be longer than ${userMax} characters`);
  }
  if (onlyDots.test(user)) errors.push("runAsUserName's User cannot contain only periods or spaces");
  if (notInUser.test(user)) {
    errors.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`);
  }
  return errors;
}

/** All containers of a pod are processes of the host, or none is. Mirrors validateWindowsHostProcessPod. */
export function checkHostProcess(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let ofHost = 0;
  visitContainers(spec, path, ({ securityContext }, at) => {
    count++;
    const own = securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const says = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(fieldInvalid(at.child('securityContext', 'windowsOptions', 'hostProcess'), own, says));
    }
    if (own ?? ofPod === true) ofHost++;
  });
  if (ofHost === 0) return;
  if (ofHost !== count) {
    const says =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(fieldInvalid(path, '', says));
  }
  if (spec.hostNetwork === true) return;
  const says = 'hostNetwork must be true if pod contains any hostProcess containers';
  errors.push(fieldInvalid(path.child('hostNetwork'), false, says));
}
