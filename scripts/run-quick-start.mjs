// Starts the compiled application of the working folder against a simulator, and waits until it has asked for a token.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.cwd(), 'package.json'));
const { startSimulator } = await import(
  pathToFileURL(require.resolve('nestjs-alternative-payments/testing')).href
);

const simulator = await startSimulator();
const application = spawn(process.execPath, ['dist/main'], {
  env: {
    ...process.env,
    PORT: '0',
    ALTERNATIVE_PAYMENTS_BASE_URL: simulator.options.baseURL,
    ALTERNATIVE_PAYMENTS_CLIENT_ID: simulator.options.clientId,
    ALTERNATIVE_PAYMENTS_CLIENT_SECRET: simulator.options.clientSecret,
  },
  stdio: 'inherit',
});
const ended = once(application, 'exit');
const asked = simulator.journal.waitFor('POST /oauth/token');
const code = await Promise.race([asked.then(() => 0), ended.then(() => 1)]);
application.kill();
await ended;
await simulator.close();
process.exitCode = code;
