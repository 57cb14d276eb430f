// A health check works by require() and by import, with the Terminus that the host has. In a host without Terminus, the
// package works nevertheless, and an application that asks for its health is told what to install.
const assert = require('node:assert/strict');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { dependencies } = require('./package.json');

const NAME = 'nestjs-alternative-payments';
const VERSION = dependencies['@nestjs/terminus'];

/** What a check says while the renewal of a token fails: overall, of the account, and the state of the token. */
const FAILING = VERSION?.startsWith('11.') ? ['ok', 'up', 'degraded'] : ['degraded', 'degraded', 'degraded'];

async function main() {
  for (const load of [require, (name) => import(name)]) {
    const { startSimulator } = await load(`${NAME}/testing`);
    const simulator = await startSimulator();
    await (VERSION === undefined ? tellsWhatToInstall : tellsHealth)(load, simulator);
    await simulator.close();
  }
}

async function tellsWhatToInstall(load, { options }) {
  const { AlternativePaymentsHealthIndicator } = await load(`${NAME}/terminus`);
  const { AlternativePaymentsModule } = await load(NAME);
  const account = AlternativePaymentsModule.forRoot({ ...options, warmUp: false });
  await (await start({ imports: [account] })).close();
  await assert.rejects(start({ imports: [account], providers: [AlternativePaymentsHealthIndicator] }), {
    code: 'INVALID_REGISTRATION',
    message: /@nestjs\/terminus.+npm install @nestjs\/terminus/,
  });
}

async function tellsHealth(load, simulator) {
  const { HealthCheckService, TerminusModule } = await load('@nestjs/terminus');
  const { AlternativePaymentsHealthIndicator } = await load(`${NAME}/terminus`);
  const { AlternativePaymentsModule, TokenService } = await load(NAME);
  const application = await start({
    imports: [
      TerminusModule,
      AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' }),
    ],
    providers: [AlternativePaymentsHealthIndicator],
  });
  const indicator = application.get(AlternativePaymentsHealthIndicator);
  const ask = async () => {
    const health = application.get(HealthCheckService, { strict: false });
    const { status, details } = await health.check([() => indicator.check('payments')]);
    return [status, details.payments.status, details.payments.state];
  };

  assert.deepEqual(await ask(), ['ok', 'up', 'valid']);
  simulator.fault({ on: 'POST /oauth/token', status: 503 });
  const tokens = application.get(TokenService, { strict: false });
  await assert.rejects(tokens.refresh());
  assert.deepEqual(await ask(), FAILING);
  await application.close();
}

function start(metadata) {
  class AppModule {}
  Module(metadata)(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
}

void main();
