import {
  internalValue,
  type RbacV1Subject,
  type V1ClusterRoleBinding,
  type V1RoleBinding,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { segmentErrors } from '../names.ts';
import { checkText, each, isEmpty, oneOfWords, when } from '../tell.ts';

const group = 'rbac.authorization.k8s.io';
const path = fieldPath('roleRef');

type Binding = V1RoleBinding | V1ClusterRoleBinding;

/** Mirrors kubernetes pkg/apis/rbac/validation (ValidateRoleBinding). */
export function roleBindingErrors(binding: V1RoleBinding): FieldError[] {
  return bindingErrors(binding, ['Role', 'ClusterRole'], true);
}

/** Mirrors ValidateClusterRoleBinding. */
export function clusterRoleBindingErrors(binding: V1ClusterRoleBinding): FieldError[] {
  return bindingErrors(binding, ['ClusterRole'], false);
}

/** What is bound stays. Mirrors ValidateRoleBindingUpdate, ValidateClusterRoleBindingUpdate. */
export function withFixedRole<Kind extends Binding>(errors: (binding: Kind) => FieldError[]) {
  return (binding: Kind, old: Kind): FieldError[] => {
    const { roleRef } = binding;
    return [
      ...errors(binding),
      ...when(!deepEqual(roleRef, old.roleRef), () =>
        fieldInvalid(path, internalValue('RoleRef', roleRef), 'cannot change roleRef'),
      ),
    ];
  };
}

function bindingErrors(
  { roleRef, subjects }: Binding,
  kinds: readonly string[],
  isNamespaced: boolean,
): FieldError[] {
  const { apiGroup, kind, name }: Partial<Binding['roleRef']> = roleRef ?? {};
  return [
    ...oneOfWords(path.child('apiGroup'), apiGroup, [group]),
    ...oneOfWords(path.child('kind'), kind, kinds),
    ...segmentErrors(path.child('name'), name),
    ...each(subjects, fieldPath('subjects'), (subject, at) => subjectErrors(subject, at, isNamespaced)),
  ];
}

/** Mirrors ValidateRoleBindingSubject. */
function subjectErrors(
  { kind, name, apiGroup, namespace }: RbacV1Subject,
  at: FieldPath,
  isNamespaced: boolean,
): FieldError[] {
  const errors = when(isEmpty(name), () => fieldRequired(at.child('name')));
  const place = at.child('apiGroup');
  switch (kind) {
    case 'ServiceAccount':
      return [
        ...errors,
        ...checkText(at.child('name'), name, validateDns1123Subdomain),
        ...when(!isEmpty(apiGroup), () => fieldNotSupported(place, apiGroup, [''])),
        ...when(!isNamespaced && isEmpty(namespace), () => fieldRequired(at.child('namespace'))),
      ];
    case 'User':
    case 'Group':
      return [...errors, ...oneOfWords(place, apiGroup, [group])];
    default:
      return [...errors, ...oneOfWords(at.child('kind'), kind, ['ServiceAccount', 'User', 'Group'])];
  }
}
