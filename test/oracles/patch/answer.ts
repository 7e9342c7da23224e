import { schemaFor } from '../../../api/index.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  deepFreeze,
  PatchError,
} from '../../../apimachinery/index.ts';
import type { PatchAnswer, PatchCase } from './cases.ts';

/** Our answer. The document is frozen first, so a write to it throws. */
export function answer(question: PatchCase): PatchAnswer {
  const document = deepFreeze(question.document);
  const patch = deepFreeze(question.patch);
  try {
    return { result: apply({ ...question, document, patch }) };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return { error: error.message, code: error.code };
  }
}

function apply({ type, kind, document, patch }: PatchCase): object {
  switch (type) {
    case 'json':
      return applyJsonPatch(document, patch);
    case 'merge':
      return applyMergePatch(document, patch);
    case 'strategic':
      return applyStrategicMergePatch(document, patch, schemaOf(kind ?? ''));
  }
}

function schemaOf(kind: string) {
  const [group = '', version = '', name = ''] = kind.split('/');
  const schema = schemaFor(group, version, name);
  if (schema === undefined) throw new Error(`there is no kind ${kind}`);
  return schema;
}
