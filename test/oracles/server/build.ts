import { buildPrograms } from './programs.ts';

await buildPrograms();
