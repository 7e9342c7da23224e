import type { V1APIService } from '../../../../api/index.ts';
import {
  type FieldError,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  goQuote,
  validateDns1035Label,
  validateDns1123Subdomain,
  validatePathSegmentName,
  validatePortNumber,
} from '../../../../apimachinery/index.ts';
import { checkText, each, isEmpty, oneOfWords, tell, when } from '../tell.ts';

const path = fieldPath('spec');

/** Mirrors kube-aggregator pkg/apis/apiregistration/validation (ValidateAPIService), but for metadata. */
export function apiServiceErrors(apiService: V1APIService): FieldError[] {
  const { spec } = apiService;
  const {
    group = '',
    version = '',
    groupPriorityMinimum: ofGroup = 0,
    versionPriority: ofVersion = 0,
  } = spec ?? noSpec;
  const legacy = 'only v1 may have an empty group and it better be legacy kube';
  return [
    ...nameErrors(apiService),
    ...when(group === '' && version !== 'v1', () => fieldRequired(path.child('group'), legacy)),
    ...checkText(path.child('group'), group, validateDns1123Subdomain),
    ...tell(path.child('version'), version, validateDns1035Label(version)),
    ...when(ofGroup <= 0 || ofGroup > 20_000, () =>
      fieldInvalid(path.child('groupPriorityMinimum'), ofGroup, 'must be positive and less than 20000'),
    ),
    ...when(ofVersion <= 0 || ofVersion > 1_000, () =>
      fieldInvalid(path.child('versionPriority'), ofVersion, 'must be positive and less than 1000'),
    ),
    ...(spec?.service === undefined ? localErrors(apiService) : serviceErrors(apiService)),
  ];
}

const noSpec: Partial<NonNullable<V1APIService['spec']>> = {};

/** It is named by what it serves. */
function nameErrors({ metadata, spec }: V1APIService): FieldError[] {
  const { name = '' } = metadata ?? {};
  const wanted = `${spec?.version ?? ''}.${spec?.group ?? ''}`;
  const isOther = name !== '' && validatePathSegmentName(name).length === 0 && name !== wanted;
  const says = `must be \`spec.version+"."+spec.group\`: ${goQuote(wanted)}`;
  return when(isOther, () => fieldInvalid('metadata.name', name, says));
}

function localErrors({ spec }: V1APIService): FieldError[] {
  const { caBundle = '', insecureSkipTLSVerify = false } = spec ?? noSpec;
  const bytes = Buffer.from(caBundle, 'base64').length;
  return [
    ...when(bytes > 0, () =>
      fieldInvalid(path.child('caBundle'), `${bytes} bytes`, 'local APIServices may not have a caBundle'),
    ),
    ...when(insecureSkipTLSVerify, () =>
      fieldInvalid(
        path.child('insecureSkipTLSVerify'),
        true,
        'local APIServices may not have insecureSkipTLSVerify',
      ),
    ),
  ];
}

function serviceErrors({ spec }: V1APIService): FieldError[] {
  const { caBundle, insecureSkipTLSVerify = false, service } = spec ?? noSpec;
  const { name, namespace, port = 0 } = service ?? {};
  const at = path.child('service');
  const wrong = validatePortNumber(port).join(', ');
  return [
    ...when(isEmpty(namespace), () => fieldRequired(at.child('namespace'))),
    ...when(isEmpty(name), () => fieldRequired(at.child('name'))),
    ...when(wrong !== '', () => fieldInvalid(at.child('port'), port, `port is not valid: ${wrong}`)),
    ...when(insecureSkipTLSVerify && !isEmpty(caBundle), () =>
      fieldInvalid(path.child('insecureSkipTLSVerify'), true, 'may not be true if caBundle is present'),
    ),
  ];
}

/** Mirrors ValidateAPIServiceStatusUpdate. */
export function apiServiceStatusErrors({ status }: V1APIService): FieldError[] {
  return each(status?.conditions, fieldPath('status', 'conditions'), (condition, at) =>
    oneOfWords(at.child('status'), condition.status, ['True', 'False', 'Unknown']),
  );
}
