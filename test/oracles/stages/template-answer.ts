import { formatTime, parseTime } from '../../../apimachinery/index.ts';
import {
  type FunctionTable,
  GoTemplate,
  TemplateError,
  templateFunction,
} from '../../../stages/go-template/index.ts';
import { kwokFunctions } from '../../../stages/kwok-functions.ts';
import { sampleOf } from './sample-objects.ts';
import type { TemplateCase } from './template-cases.ts';

/** As in the judge (template.go). */
export const moment = '2026-01-02T15:04:05Z';
const nowMs = parseTime(moment);

export const functions: FunctionTable = {
  ...kwokFunctions(() => formatTime(nowMs), moment),
  Version: templateFunction('', () => 'v1.2.3'),
  NodeIP: templateFunction('', () => '10.0.0.1'),
  NodeName: templateFunction('', () => 'kwok-controller'),
  NodePort: templateFunction('', () => 10247n),
  PodIP: templateFunction('', () => '10.1.0.1'),
  NodeIPWith: templateFunction('string', ([node]) => `ip-of-${String(node)}`),
  NodeIPsWith: templateFunction('string', ([node]) => [`ip-of-${String(node)}`, `second-of-${String(node)}`]),
  PodIPWith: templateFunction('string bool string string string', ([node, host, _uid, name, namespace]) =>
    host === true ? `ip-of-${String(node)}` : `ip-of-${String(namespace)}-${String(name)}`,
  ),
  PodIPsWith: templateFunction(
    'string bool string string string',
    ([_node, _host, _uid, name, namespace]) => [`ip-of-${String(namespace)}-${String(name)}`],
  ),
};

export const names: ReadonlySet<string> = new Set(Object.keys(functions));

export const world = { nowMs, random: () => 0, uid: () => '123e4567-e89b-42d3-a456-426614174000' };

/** That it fails is compared, not with which words. */
export function templateAnswer({ template, of }: TemplateCase, judged: unknown): unknown {
  try {
    return new GoTemplate(template.trim(), names).execute(sampleOf(of), functions, world);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return typeof judged === 'object' ? judged : { fails: error.message };
  }
}
