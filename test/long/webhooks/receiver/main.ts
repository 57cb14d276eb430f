import 'reflect-metadata';
import { RedisDeliveryStore } from 'nestjs-alternative-payments/redis';
import { connect } from '../../processes/member/connect.js';
import { Bookkeeping } from './bookkeeping.js';
import { Journal } from './journal.js';
import { JournalledStore } from './journalled-store.js';
import { startReceiver } from './receiver.js';
import type { ReceiverSettings } from './settings.js';

const settings = JSON.parse(process.argv[2] ?? '') as ReceiverSettings;
const { name, leaseMs, handlerMs } = settings;
const journal = new Journal(settings.journal, name);
const { client } = await connect({ ...settings, isRedisUp: false });
const { url } = await startReceiver({
  api: settings.api,
  webhooks: { store: new JournalledStore(new RedisDeliveryStore(client), journal, leaseMs) },
  providers: [{ provide: Bookkeeping, useValue: new Bookkeeping(journal, handlerMs) }],
});
process.send?.(url);
// Whatever becomes of the test, its processes end with it.
process.on('disconnect', () => process.exit());
