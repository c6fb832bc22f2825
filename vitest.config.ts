import { defineConfig } from 'vitest/config'

const slow = { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false }

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'var/vitest.json' }]],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'bridges/**/*.ts', 'registration/**/*.ts'],
      reporter: ['text-summary', 'json'],
      reportsDirectory: 'var/coverage',
    },
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], ...slow } },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...slow } },
    ],
  },
})
