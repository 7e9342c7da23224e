import { writeSync } from 'node:fs';
import { servedResources } from '../../../api/index.ts';
import { openApiV2, openApiV3 } from '../../../apiserver/documents/openapi/index.ts';
import { answer } from './answer.ts';
import { picked, type Question } from './cases.ts';
import { judge } from './judge.ts';

/** Asks the judge about every document that is served, and about the small ones; ends with exit code 1 where we differ. */
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const documents = openApiV3(servedResources);
const index = JSON.parse(text(documents.index())) as { readonly paths: object };
const questions: readonly Question[] = [
  ...picked,
  { version: 'v2', document: text(openApiV2(servedResources).json()) },
  ...Object.keys(index.paths).map((path): Question => {
    const document = documents.document(path);
    if (document === undefined) throw new Error(`there is no document ${path}`);
    return { version: 'v3', document: text(document.json()) };
  }),
];
const verdicts = judge(questions);
const differing = questions.filter((question, at) => answer(question) !== verdicts[at]?.bytes);
for (const { version, document } of differing) writeSync(1, `${version} ${document.slice(0, 400)}\n`);
writeSync(1, `${questions.length} documents, ${differing.length} differences\n`);
process.exitCode = differing.length === 0 ? 0 : 1;
