import type { CustomerSeed } from './seed.js';

/** Invented customers, such as a managed service provider has. */
export const INVENTED_CUSTOMERS: readonly CustomerSeed[] = [
  {
    name: 'Harbor Point Dental',
    legal_name: 'Harbor Point Dental Group LLC',
    email: 'billing@harborpointdental.example',
    external_id: 'psa-1001',
    street_address: '14 Wharf Street',
    city: 'Portland',
    state: 'ME',
    postal_code: '04101',
    country: 'US',
  },
  {
    name: 'Cedar & Vale Architects',
    legal_name: 'Cedar and Vale Architects PC',
    email: 'accounts@cedarvale.example',
    external_id: 'psa-1002',
    street_address: '220 Pearl Street',
    sub_premise: 'Suite 5',
    city: 'Boulder',
    state: 'CO',
    postal_code: '80302',
    country: 'US',
  },
  {
    name: 'Northline Freight',
    legal_name: 'Northline Freight Inc.',
    email: 'ap@northlinefreight.example',
    external_id: 'psa-1003',
    street_address: '7800 Terminal Road',
    city: 'Toledo',
    state: 'OH',
    postal_code: '43604',
    country: 'US',
  },
  {
    name: 'Bluebonnet Family Law',
    email: 'office@bluebonnetlaw.example',
    external_id: 'psa-1004',
    city: 'Austin',
    state: 'TX',
    postal_code: '78701',
    country: 'US',
  },
];
