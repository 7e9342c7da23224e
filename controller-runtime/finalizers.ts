import type { KubeObject } from '../apimachinery/index.ts';

export function containsFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata?.finalizers?.includes(finalizer) ?? false;
}

/** The object with the finalizer; itself when it has it. Mirrors controllerutil.AddFinalizer. */
export function addFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  if (containsFinalizer(object, finalizer)) return object;
  const finalizers = [...(object.metadata?.finalizers ?? []), finalizer];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** The object without the finalizer; itself when it lacks it. Mirrors controllerutil.RemoveFinalizer. */
export function removeFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  if (!containsFinalizer(object, finalizer)) return object;
  const finalizers = object.metadata?.finalizers?.filter((name) => name !== finalizer) ?? [];
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
