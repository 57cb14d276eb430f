import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  ApiNotFoundError,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';

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
  imports: [AlternativePaymentsModule],
  providers: [InvoicesService],
  exports: [InvoicesService],
})
export class InvoicesModule {}

@Injectable()
export class InvoiceTotals {
  constructor(private readonly api: AlternativePaymentsClient) {}

  async total(id: string): Promise<number | undefined> {
    try {
      return (await this.api.invoices.get(id)).total;
    } catch (error) {
      if (error instanceof ApiNotFoundError) return undefined;
      throw error;
    }
  }
}
