// Writes the pages of docs/reference/ that are printed from tables: npx tsx test/package/print-reference.ts
import { writeFile } from 'node:fs/promises';
import { referencePages } from './reference-pages.ts';

for (const [name, text] of Object.entries(await referencePages())) {
  await writeFile(new URL(`../../docs/reference/${name}`, import.meta.url), text);
}
