import { checkKeys } from './check.js';
import { HttpError } from './http-error.js';
import { INVENTED_CUSTOMERS } from './invented-customers.js';
import type { PaymentCourse } from './resources/payment-course.js';
import type { VendorApi } from './resources/vendor-api.js';
import type { CustomerSeed, PaymentSeed, SimulatorSeed } from './seed.js';

/**
 * Fills the API before the first request.
 *
 * @throws TypeError that names the seed that cannot be
 */
export function sow(api: VendorApi, given: boolean | readonly CustomerSeed[] | SimulatorSeed): void {
  const { customers, invoices, payments } = readSeed(given);
  sowAll(isList(given) ? 'seed' : 'seed.customers', customers, (customer) =>
    api.customers.create({ ...customer }),
  );
  sowAll('seed.invoices', invoices, (invoice) => api.invoices.create({ ...invoice }));
  sowAll('seed.payments', payments, (payment) => sowPayment(api.course, payment));
}

function readSeed(given: boolean | readonly CustomerSeed[] | SimulatorSeed): SimulatorSeed {
  if (given === false) return {};

  if (given === true) return { customers: INVENTED_CUSTOMERS };

  if (isList(given)) return { customers: given };

  checkKeys('seed', given, ['customers', 'invoices', 'payments']);
  return given;
}

function isList(given: boolean | readonly CustomerSeed[] | SimulatorSeed): given is readonly CustomerSeed[] {
  return Array.isArray(given);
}

function sowAll<T>(name: string, seeds: readonly T[] = [], create: (seed: T) => void): void {
  seeds.forEach((seed, index) => {
    try {
      create(seed);
    } catch (error) {
      throw new TypeError(`${name}[${index}]: ${describe(error)}`, { cause: error });
    }
  });
}

function sowPayment(course: PaymentCourse, seed: PaymentSeed): void {
  const { id, invoice_id, payment_method = 'card', status = 'succeeded' } = seed;
  const payment = course.start(invoice_id, payment_method, id);
  if (status === 'succeeded') course.settle(payment.id);

  if (status === 'failed') course.fail(payment.id);
}

function describe(error: unknown): string {
  if (!(error instanceof HttpError)) return error instanceof Error ? error.message : String(error);

  const problems = Object.entries(error.validationErrors).map((problem) => problem.join(' '));
  return problems.join(', ') || error.message;
}
