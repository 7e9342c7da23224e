import { buildApiServer } from './programs.ts';

await buildApiServer();
