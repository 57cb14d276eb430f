import { parseEnv } from 'node:util';
import { BYTE_ORDER_MARK, newlineOf } from './files.js';

const ENVIRONMENT = 'ALTERNATIVE_PAYMENTS_ENVIRONMENT';

/** The variables of the Quick start. */
const LINES = {
  [ENVIRONMENT]: ['# Alternative Payments: demo or production', `${ENVIRONMENT}=demo`],
  ALTERNATIVE_PAYMENTS_CLIENT_ID: ['ALTERNATIVE_PAYMENTS_CLIENT_ID='],
  ALTERNATIVE_PAYMENTS_CLIENT_SECRET: ['ALTERNATIVE_PAYMENTS_CLIENT_SECRET='],
};

/** The text of `.env.example` with the variables that it lacks. It is the same text if there are none. */
export function withVariables(text: string): string {
  const present = parseEnv(text.replace(BYTE_ORDER_MARK, ''));
  // An address takes the place of the environment, and the module refuses both.
  if ('ALTERNATIVE_PAYMENTS_BASE_URL' in present) present[ENVIRONMENT] = '';
  const missing = Object.entries(LINES).flatMap(([name, lines]) => (name in present ? [] : lines));
  if (missing.length === 0) return text;

  const newline = newlineOf(text);
  const isOpen = text !== '' && !text.endsWith('\n');
  const gap = text === '' ? '' : newline;
  return text + (isOpen ? newline : '') + gap + missing.map((line) => line + newline).join('');
}
