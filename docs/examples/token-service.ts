import { HttpModule, HttpService } from '@nestjs/axios';
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Cron, CronExpression } from '@nestjs/schedule';
import axios, { type AxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';

@Injectable()
export class PaymentsToken {
  private token?: string;
  /** Lets one request for a token through at a time. */
  private pending?: Promise<string>;

  constructor(private readonly config: ConfigService) {}

  async get(): Promise<string> {
    return this.token ?? (await this.renew());
  }

  @Cron(CronExpression.EVERY_30_MINUTES)
  renew(): Promise<string> {
    this.pending ??= this.request().finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async request(): Promise<string> {
    const { data } = await axios.post<{ access_token: string }>(
      `${this.config.getOrThrow<string>('PAYMENTS_URL')}/oauth/token`,
      new URLSearchParams({ grant_type: 'client_credentials' }),
      {
        auth: {
          username: this.config.getOrThrow<string>('PAYMENTS_CLIENT_ID'),
          password: this.config.getOrThrow<string>('PAYMENTS_CLIENT_SECRET'),
        },
      },
    );
    this.token = data.access_token;
    return this.token;
  }
}

@Injectable()
export class PaymentsInterceptors implements OnModuleInit {
  constructor(
    private readonly http: HttpService,
    private readonly token: PaymentsToken,
  ) {}

  onModuleInit(): void {
    const { axiosRef } = this.http;
    axiosRef.interceptors.request.use(async (request) => {
      request.headers.set('Authorization', `Bearer ${await this.token.get()}`);
      return request;
    });
    axiosRef.interceptors.response.use(undefined, async (error: AxiosError) => {
      if (error.response?.status !== 401 || !error.config) throw error;
      await this.token.renew();
      return axiosRef.request(error.config);
    });
  }
}

@Injectable()
export class InvoicesService {
  constructor(private readonly http: HttpService) {}

  async total(id: string): Promise<number> {
    const { data } = await firstValueFrom(
      this.http.get<{ total: number }>(`/invoices/${id}`),
    );
    return data.total;
  }
}

@Module({
  imports: [
    HttpModule.registerAsync({
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        baseURL: config.getOrThrow<string>('PAYMENTS_URL'),
      }),
    }),
  ],
  providers: [PaymentsToken, PaymentsInterceptors, InvoicesService],
  exports: [InvoicesService],
})
export class InvoicesModule {}
