import { inspect } from 'node:util';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { formsOf, formsOfCredentials } from '../support/secret-scan.js';
import { SEAL, SECRET, secretOptions } from '../support/secret-options.js';
import { simulate } from '../support/simulator.js';

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

describe('a print of the services and of the whole application', () => {
  it('shows no secret, no Basic value and no token', async () => {
    const simulator = await simulate({ clientSecret: 's3cr+t/of%the=house:ü' });
    const { clientId, clientSecret } = simulator.options;
    const { application, http, tokens } = await startAccount(simulator.options);
    await http.axiosRef.get('/customers');

    const forms = [...formsOfCredentials(clientId, clientSecret), ...formsOf(await tokens.getToken())];
    // Properties lead from them to everything, the secret included; what matters is what a print shows.
    for (const service of [tokens, http, application]) {
      const shown = inspect(service, { depth: 10, showHidden: true });
      expect(forms.filter((form) => shown.includes(form))).toEqual([]);
    }
    const text = JSON.stringify([tokens, tokens.snapshot()]);
    expect(forms.filter((form) => text.includes(form))).toEqual([]);
  });
});
