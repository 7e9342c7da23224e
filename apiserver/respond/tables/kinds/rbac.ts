import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text, wide } from '../printer.ts';

interface BindingView extends KubeObject {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
}

/** Mirrors printRoleBinding. */
export const roleBinding: Printer<BindingView> = bindingPrinter('rbac.v1.RoleBinding');

/** Mirrors printClusterRoleBinding. */
export const clusterRoleBinding: Printer<BindingView> = bindingPrinter('rbac.v1.ClusterRoleBinding');

function bindingPrinter(definition: string): Printer<BindingView> {
  return {
    columns: [
      nameColumn,
      text('Role', doc(definition, 'roleRef')),
      ageColumn,
      wide(text('Users', 'The users the binding is for.')),
      wide(text('Groups', 'The groups the binding is for.')),
      wide(text('ServiceAccounts', 'The service accounts the binding is for.')),
    ],
    cells: (object, nowMs) => [
      object.metadata?.name ?? '',
      `${object.roleRef?.kind ?? ''}/${object.roleRef?.name ?? ''}`,
      ageOf(object, nowMs),
      subjects(object, 'User'),
      subjects(object, 'Group'),
      subjects(object, 'ServiceAccount'),
    ],
  };
}

function subjects(object: BindingView, wanted: string): string {
  const found = (object.subjects ?? []).filter(({ kind }) => kind === wanted);
  const names = found.map(({ name, namespace }) =>
    wanted === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name,
  );
  return names.join(', ');
}
