// What CommonJS gets by require() is the very thing that ESM gets by import, and deep paths are closed to both.
const assert = require('node:assert/strict');

const NAME = 'nestjs-alternative-payments';
const closed = { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' };

async function check() {
  for (const entry of [NAME, `${NAME}/testing`, `${NAME}/redis`]) {
    const required = require(entry);
    const imported = await import(entry);
    assert.ok(Object.keys(imported).length > 0);
    for (const name of Object.keys(imported)) assert.equal(required[name], imported[name], name);
  }
  assert.equal(require(`${NAME}/package.json`).name, NAME);
  for (const path of ['dist/lib/index.js', 'dist/cjs/index.js', 'dist/lib/token/token.service.js']) {
    assert.throws(() => require(`${NAME}/${path}`), closed);
    await assert.rejects(() => import(`${NAME}/${path}`), closed);
  }
}

void check();
