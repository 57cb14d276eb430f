import { quietly } from '../logging/quietly.js';

/**
 * Adds facts to a record. The observer that holds it may have frozen or emptied it; that must not fail what it
 * observes.
 */
export function addFacts<Kept>(record: Kept, add: (record: Kept) => void): void {
  quietly(() => add(record));
}
