import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
} from 'nestjs-alternative-payments';

const TOKEN = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c';

/** What the API may answer: a transform parses the text, and leaves the object as it is. */
export const ANSWERS = {
  object: { data: [], has_next_page: false },
  'JSON text': '{"data":[],"has_next_page":false}',
};

/** An adapter that answers at once, without any network: what is left is the cost of the layers above. */
export function instantAdapter(answer) {
  const token = `{"access_token":"${TOKEN}","token_type":"bearer","expires_in":3600}`;
  return (config) => {
    const data = config.url.endsWith('/oauth/token') ? token : answer;
    return Promise.resolve({ data, status: 200, statusText: 'OK', headers: {}, config, request: {} });
  };
}

/** An HttpService as one would make it by hand, with a header that never changes. */
export function bareHttpService(http) {
  return new HttpService(
    axios.create({
      timeout: 20_000,
      maxRedirects: 0,
      ...http,
      headers: { Authorization: `Bearer ${TOKEN}` },
    }),
  );
}

/**
 * The services of this package.
 *
 * @param imports further modules of the application
 */
export async function ourServices({ baseURL, ...http }, imports = []) {
  const options = {
    baseURL,
    clientId: 'id',
    clientSecret: 'secret',
    pacing: false,
    warmUp: 'required',
    http,
  };
  class Root {}
  const tenants = {
    maximum: 10_000,
    resolve: () => ({ clientId: 'id', clientSecret: 'secret', warmUp: false }),
  };
  Module({ imports: [AlternativePaymentsModule.forRoot({ ...options, tenants }), ...imports] })(Root);
  const application = await NestFactory.createApplicationContext(Root, { logger: false });
  return {
    service: application.get(HttpService, { strict: false }),
    api: application.get(AlternativePaymentsClient, { strict: false }),
    tenants: application.get(AlternativePaymentsTenants, { strict: false }),
    close: () => application.close(),
  };
}
