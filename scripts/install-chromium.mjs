// Installs Debian's Chromium unless there is one, and says which one is used. Where that is impossible it says why, which
// is no failure: the tests in a browser are skipped then, and fail in continuous integration.
import { installChromium } from './chromium.mjs';

const { path, missing } = installChromium();
process.stdout.write(`${path === undefined ? `No tests in a browser: ${missing}.` : `Chromium: ${path}`}\n`);
