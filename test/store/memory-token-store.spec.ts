import { MemoryTokenStore } from 'nestjs-alternative-payments';
import { describe } from 'vitest';
import { itKeepsTheContract } from '../support/token-store-contract.js';

describe('a MemoryTokenStore', () => {
  itKeepsTheContract(() => new MemoryTokenStore());
});
