import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
import {
  getHttpServiceToken,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';

/** Counts the calls of an account by their result. */
@Injectable()
export class CallCounter implements OnModuleInit {
  readonly calls = { answered: 0, failed: 0, unknown: 0 };

  constructor(
    @Inject(getHttpServiceToken()) private readonly http: HttpService,
  ) {}

  /** Runs once for each call, however often the call was sent. */
  onModuleInit(): void {
    this.http.axiosRef.interceptors.response.use(
      (response) => {
        this.calls.answered += 1;
        return response;
      },
      (error: unknown) => {
        this.calls[isOutcomeUnknown(error) ? 'unknown' : 'failed'] += 1;
        throw error;
      },
    );
  }
}
