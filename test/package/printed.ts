/** The last line of each page that is printed. */
export const printed = 'Printed by `npx tsx test/package/print-reference.ts`; a test keeps it so.';
