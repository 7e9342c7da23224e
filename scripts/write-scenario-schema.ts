// Writes scenarios/scenario.schema.json from the table of commands, for editors.
import { writeFileSync } from 'node:fs';
import { scenarioSchema } from '../scenarios/scenario-schema.ts';

writeFileSync('scenarios/scenario.schema.json', `${JSON.stringify(scenarioSchema(), null, 2)}\n`);
