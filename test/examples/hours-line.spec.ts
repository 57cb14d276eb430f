import { expect, it } from 'vitest';
import { hoursLine } from '../../docs/examples/hours-line.js';

it.each([
  [3, '129.95', '389.85'],
  [1.5, '129.95', '194.93'],
  [113, '0.01', '1.13'],
])('%d hours at %s are %s', (hours, rate, amount) => {
  expect(hoursLine(hours, rate)).toEqual({ description: `${hours} hours at $${rate}`, amount, quantity: 1 });
});
