import { HttpService } from '@nestjs/axios';
import type { AxiosStatic } from 'axios';

/** The axios that Nest's `HttpService` works with: on Nest 11 it is another copy than the one that ES modules import. */
const axios = new HttpService().axiosRef as AxiosStatic;

export const { AxiosError, CanceledError } = axios;
