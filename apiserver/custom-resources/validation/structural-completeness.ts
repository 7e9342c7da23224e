import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { type FieldError, type FieldPath, fieldRequired, isObject } from '../../../apimachinery/index.ts';

type Props = V1JSONSchemaProps;

/**
 * All that allOf, anyOf, oneOf and not say of a member or of items must be about something that the schema itself
 * declares. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (complete.go).
 */
export function completenessErrors(schema: Props, path: FieldPath): FieldError[] {
  return branchesOf(schema, path).flatMap(([branch, at]) => branchErrors(branch, schema, path, at));
}

/** The schemas that a schema combines, with where they stand. */
export function branchesOf(schema: Props, path: FieldPath): (readonly [branch: Props, path: FieldPath])[] {
  const listed = (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) =>
    (schema[keyword] ?? []).map((branch, at) => [branch, path.child(keyword).index(at)] as const),
  );
  return schema.not === undefined ? listed : [[schema.not, path.child('not')], ...listed];
}

function branchErrors(
  branch: Props,
  declared: Props | undefined,
  path: FieldPath,
  at: FieldPath,
): FieldError[] {
  if (declared === undefined) return [fieldRequired(path, `because it is defined in ${at}`)];
  const { items, properties = {} } = branch;
  const deeper = branchesOf(branch, at).flatMap(([next, there]) => branchErrors(next, declared, path, there));
  const ofItems = isObject(items)
    ? branchErrors(items, schemaOf(declared.items), path.child('items'), at.child('items'))
    : [];
  const ofMembers = Object.entries(properties).flatMap(([name, member]) =>
    branchErrors(
      member,
      memberOf(declared, name),
      path.child('properties').key(name),
      at.child('properties').key(name),
    ),
  );
  return [...deeper, ...ofItems, ...ofMembers];
}

function memberOf({ properties = {} }: Props, name: string): Props | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function schemaOf(items: unknown): Props | undefined {
  return isObject(items) ? items : undefined;
}
