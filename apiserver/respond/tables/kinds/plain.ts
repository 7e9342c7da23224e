import { ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, createdAt, nameColumn } from '../printer.ts';

/** Name and age: the kinds whose printer has no more to tell (ServiceAccount, DeviceClass, Workload...). */
export const nameAndAge: Printer = {
  columns: [nameColumn, ageColumn],
  cells: (object, nowMs) => [object.metadata?.name ?? '', ageOf(object, nowMs)],
};

/**
 * Kinds without a printer (Role, LimitRange, CustomResourceDefinition...): the moment of creation is given as it is.
 * Mirrors k8s.io/apiserver pkg/registry/rest (NewDefaultTableConvertor).
 */
export const nameAndCreation: Printer = {
  columns: [nameColumn, createdAt],
  cells: ({ metadata }) => [metadata?.name ?? '', metadata?.creationTimestamp ?? '0001-01-01T00:00:00Z'],
};
