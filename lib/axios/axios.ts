import { HttpService } from '@nestjs/axios';
import ownAxios, * as types from 'axios';

/**
 * The axios that Nest's `HttpService` works with. In a CommonJS application there are two copies of axios in
 * one process, since this package is loaded as ES modules. Errors have to be instances of the class that the
 * application knows.
 */
const axios = axiosOfNest() ?? ownAxios;

/** The result is undefined where a test has replaced the module `@nestjs/axios`. */
function axiosOfNest(): types.AxiosStatic | undefined {
  const { axiosRef } = new HttpService() as { axiosRef?: Partial<types.AxiosStatic> };
  return typeof axiosRef?.create === 'function' && axiosRef.AxiosError !== undefined
    ? (axiosRef as types.AxiosStatic)
    : undefined;
}

/** All copies of axios that may be in the process. */
export const copies: readonly types.AxiosStatic[] = [axios, ownAxios];

export default axios;
export const { AxiosError, AxiosHeaders, CanceledError, isAxiosError, isCancel } = axios;
export type AxiosError<T = unknown, D = unknown> = types.AxiosError<T, D>;
export type AxiosHeaders = types.AxiosHeaders;
