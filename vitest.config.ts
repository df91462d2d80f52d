import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // The machine that runs them is small, and many files start real servers.
    maxWorkers: 2,
  },
})
