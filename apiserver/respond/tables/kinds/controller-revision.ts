import type { KubeObject } from '../../../../apimachinery/index.ts';
import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';
import { none } from '../texts.ts';

interface ControllerRevisionView extends KubeObject {
  readonly revision?: number;
}

/** Mirrors printControllerRevision. */
export const controllerRevision: Printer<ControllerRevisionView> = {
  columns: [
    nameColumn,
    text('Controller', 'The object whose revision this is.'),
    text('Revision', doc('apps.v1.ControllerRevision', 'revision')),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    controllerText(object),
    object.revision ?? 0,
    ageOf(object, nowMs),
  ],
};

function controllerText({ metadata }: KubeObject): string {
  const owner = metadata?.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return none;
  const slash = owner.apiVersion.indexOf('/');
  const group = slash === -1 ? '' : `.${owner.apiVersion.slice(0, slash)}`;
  return `${(owner.kind + group).toLowerCase()}/${owner.name}`;
}
