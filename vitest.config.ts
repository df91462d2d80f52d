import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/closing-line.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Many files start real servers, and the machines that run them are small.
    maxWorkers: 2,
    reporters: ['default', new ClosingLine()],
  },
})
