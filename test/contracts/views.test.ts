import { afterAll, beforeAll } from 'vitest'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { memoryPlace, redisPlace } from '../support/view-stores.ts'
import { askedAgainContract } from './views-asked-again.contract.ts'
import { viewsContract } from './views.contract.ts'

let redis: RunningRedis

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  await redis.stop()
})

viewsContract('memory', () => memoryPlace())
viewsContract('Redis', () => redisPlace(redis.url))

askedAgainContract('memory', () => memoryPlace())
askedAgainContract('Redis', () => redisPlace(redis.url))
