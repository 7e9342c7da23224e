/**
 * What values may not be though their types are right, for types that stand in many kinds. Rules of one kind alone are in
 * strategies/. A new rule is a row in one of the tables here. Mirrors kubernetes pkg/apis (validation).
 */
export { valueErrors } from './check-values.ts';
