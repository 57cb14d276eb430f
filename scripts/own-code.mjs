// What a newcomer writes, and how many lines that is.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { quickStart } from './snippets.mjs';

const folder = fileURLToPath(new URL('../test/package/consumers/nest-new-own-code/', import.meta.url));
const MODULE = 'billing.module.ts';
const HANDLER = 'books.ts';
const HANDLER_TEST = 'books.spec.ts';
const HEALTH = 'health.module.ts';

/** Where the imports of a module begin. */
const IMPORTS = /^@Module\(\{\n {2}imports: \[\n/m;

const REGISTRATION = `    AlternativePaymentsWebhooksModule.forRootAsync(
      alternativePaymentsWebhooksConfig.asProvider(),
    ),
`;

/**
 * The files that are put on top of the Quick start, by their names in `src`.
 *
 * @param version of Nest: what 11 generates is CommonJS, where Jest finds no file that is imported as `.js`
 */
export function ownCode(version) {
  const app = receiving(quickStart()).replace(IMPORTS, '$&    BillingModule,\n    HealthModule,\n');
  const files = {
    'app.module.ts': `import { BillingModule } from './billing.module.js';
import { HealthModule } from './health.module.js';
${app}`,
    '../.env': 'ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS=a-secret-of-this-application\n',
    ...Object.fromEntries(
      [MODULE, 'billing.spec.ts', HANDLER, HANDLER_TEST, HEALTH, 'health.spec.ts'].map((name) => [
        name,
        textOf(name),
      ]),
    ),
  };
  const inFormat = (code) => (version === 11 ? code.replaceAll(/ from '(\.\/.+)\.js'/g, " from '$1'") : code);
  return Object.entries(files).map(([name, code]) => [name, inFormat(code)]);
}

/** How many lines of code that is: the module, and the one that imports it. */
export async function linesOfOwnCode() {
  return (await linesOf(textOf(MODULE))).length + 1;
}

/** How many lines a handler of webhooks takes: the handler, its test, and what the Quick start gets. */
export async function linesOfHandler() {
  const before = await linesOf(quickStart());
  const added = (await linesOf(receiving(quickStart()))).filter((line) => !before.includes(line));
  return [await linesOf(textOf(HANDLER)), await linesOf(textOf(HANDLER_TEST)), added].flat().length;
}

/** How many lines a health check takes: its module, and the line that imports it. */
export async function linesOfHealth() {
  return (await linesOf(textOf(HEALTH))).length + 1;
}

/** How many lines the test of a consumer takes to fake a list: its first paragraph. */
export async function linesOfFake(spec) {
  const [, rest = ''] = (await formatted(spec)).split("it('fakes a list in five lines'");
  return rest.split('\n\n')[0].split('\n').length - 1;
}

/** The module of the Quick start, which receives webhooks as well. */
const receiving = (app) =>
  `import {
  AlternativePaymentsWebhooksModule,
  alternativePaymentsWebhooksConfig,
} from 'nestjs-alternative-payments/webhooks';
import { Books } from './books.js';
${app}`
    .replace(IMPORTS, `$&${REGISTRATION}`)
    .replace('providers: [Billing]', 'providers: [Billing, Books]');

/** The lines of a file, as users see them who format with a width of 100, without imports and blank ones. */
async function linesOf(code) {
  const own = (await formatted(code)).replaceAll(/^import [^;]+;$/gm, '');
  return own.split('\n').filter((line) => line.trim() !== '');
}

const formatted = (code) =>
  format(code, { parser: 'typescript', printWidth: 100, singleQuote: true, trailingComma: 'all' });

const textOf = (name) => readFileSync(folder + name, 'utf8');
