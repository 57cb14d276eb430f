export { RedisDeliveryStore } from './redis-delivery-store.js';
export { RedisRateBudget } from './redis-rate-budget.js';
export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.js';
export { RedisTokenStore } from './redis-token-store.js';
