// Copies what the compiler does not carry into dist: the generated tables that the program reads as JSON.
import { cpSync } from 'node:fs';

cpSync('api/generated', 'dist/api/generated', { recursive: true, filter: (path) => !path.endsWith('.ts') });
