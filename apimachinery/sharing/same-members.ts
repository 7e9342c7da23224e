/** Whether two objects have the very same members, by reference, apart from one. */
export function sameMembers(left: object | undefined, right: object | undefined, except: string): boolean {
  const [a, b] = [left ?? {}, right ?? {}] as [Fields, Fields];
  for (const name in a) if (name !== except && a[name] !== b[name]) return false;
  for (const name in b) if (name !== except && b[name] !== undefined && !(name in a)) return false;
  return true;
}

type Fields = Readonly<Record<string, unknown>>;
