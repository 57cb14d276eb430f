import { inspect } from 'node:util';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { expect, it } from 'vitest';
import { startApplication } from '../support/application.js';
import { SEAL, SECRET, secretOptions } from '../support/secret-options.js';

it(
  'no print shows a secret of the options, not even console.dir of the whole application',
  { timeout: 60_000 },
  async () => {
    const options = secretOptions();
    const application = await startApplication(AlternativePaymentsModule.forRoot(options));
    const shown = inspect(application, { depth: null, customInspect: false });
    for (const secret of [SECRET, SEAL]) expect(shown).not.toContain(secret);
  },
);
