import type { Question } from './cases.ts';

/** Bodies with something in them that is unknown or given twice, for kinds with Go types. */
const deployments = [
  '{"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":1,"replicas":2}}',
  '{"spec":{"foo":1,"replicas":2,"template":{"spec":{"containers":[{"name":"a"},{"name":"b","imagee":"x","env":[{"nam":1}]}]}}}}',
  '{"spec":{"Replicas":1,"template":{"metadata":{"labels":{"a":"b","a":"c"},"annotations":{"x":"1","x":"2","x":"3"}}}}}',
  '{"metadata":{"name":"x","unknown":{"a":1,"a":2}},"unknown":1,"unknown":2,"status":{"nope":[]}}',
  '{"spec":{"selector":{"matchLabels":{"q\\"uote":"1","q\\"uote":"2"}},"strategy":{"rollingUpdate":{"maxSurge":"25%","maxSurge":1}}}}',
  '{"spec":{"template":{"spec":{"volumes":[{"name":"v","emptyDir":{"x":1}}],"nodeSelector":{"a":"1"}}}}}',
];

const yamls = [
  'a: 1\nb:\n- x\n- y: 2\n',
  'a: &x {q: 1}\nb: *x\nc:\n  <<: *x\n  z: 2\n',
  'yes: 1\n1: 2\n1.5: 3\ntrue: 4\n',
  'a: |\n  line 1\n  line 2\nb: >\n  folded\n  text\n',
  "a: \"\\u0041\\n\"\nb: 'it''s'\n",
  '{"json": [1, 2.5, null, true]}',
  'a: !!str 1\nb: !!int "2"\nc: !!float 1\n',
  'a: 1\na: 2\n',
  'a: [1, 2\n',
  'a: 1\n\tb: 2\n',
  'a: b: c\n',
  '*x\n',
  '- - 1\n  - 2\n-\n',
  '',
  '# nothing\n',
  '--- \na: 1\n',
  '%YAML 1.1\n---\na: no\n',
  'a: "unclosed\n',
  'key without colon\n',
  '? complex\n: value\n',
  'a: -\n',
];

export const pickedQuestions: readonly Question[] = [
  ...deployments.map((text): Question => ({ type: 'typed', kind: 'apps/v1/Deployment', text })),
  ...yamls.map((text): Question => ({ type: 'yaml', text })),
];
