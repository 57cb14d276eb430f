import type { Project } from './project.js';

const DOCUMENTATION = 'README.md of the package, under "Quick start", has all of it.';

/** What follows when the module is registered. Followed to the letter, it ends with customers. */
export function nextStep({ name, sourceRoot }: Project): string {
  const [generated, started] = name === undefined ? ['', ''] : [` --project ${name}`, ` ${name}`];
  return `
Next, see customers of the simulator. No API key is needed for it.

1. Start the simulator in a terminal of its own. It prints three variables.

     npx nestjs-alternative-payments simulator

2. Generate a controller in another terminal.

     npx nest generate controller customers --no-spec${generated}

   Put this into ${sourceRoot}/customers/customers.controller.ts in place of what is there.

     import { Controller, Get } from '@nestjs/common';
     import {
       type AlternativePayments,
       AlternativePaymentsClient,
     } from 'nestjs-alternative-payments';

     @Controller('customers')
     export class CustomersController {
       constructor(private readonly api: AlternativePaymentsClient) {}

       @Get()
       list(): Promise<AlternativePayments.Customer[]> {
         return this.api.customers.list().toArray();
       }
     }

3. In the second terminal, paste the lines with "export" that the simulator has printed, and start the application.

     npx nest start${started}

4. Ask for the customers in a third terminal.

     curl http://localhost:3000/customers

For the vendor's demo environment, give the variables of .env.example the values of your API key.
`;
}

/**
 * What to do by hand.
 *
 * @param reason why nothing was changed, as a sentence
 * @param missing the peers that the application lacks, with their ranges
 */
export function byHand(reason: string, missing: Readonly<Record<string, string>>): string {
  const lines = Object.entries(missing).map(([name, range]) => `     "${name}": "${range}",\n`);
  const install =
    lines.length === 0
      ? ''
      : `Add these to the "dependencies" of package.json, and install them:\n\n${lines.join('')}\n`;
  return `Nothing was changed. ${reason}

${install}Register the module in the root module by hand:

     import { ConfigModule } from '@nestjs/config';
     import {
       AlternativePaymentsModule,
       alternativePaymentsConfig,
     } from 'nestjs-alternative-payments';

     @Module({
       imports: [
         ConfigModule.forRoot({ isGlobal: true }),
         AlternativePaymentsModule.forRootAsync(
           alternativePaymentsConfig.asProvider(),
         ),
       ],
     })

${DOCUMENTATION}
`;
}
