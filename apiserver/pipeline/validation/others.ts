import { validateDns1123Label } from '../../../apimachinery/index.ts';
import { all, type Rule, required, textIs } from './rule.ts';

/** Kinds with a rule or two. Mirrors kubernetes pkg/apis (validation of each group). */
export const otherRules: Readonly<Record<string, Rule>> = {
  'node.v1.RuntimeClass': all(required('handler'), textIs('handler', validateDns1123Label)),
};
