import { defineConfig } from 'vitest/config'

const slow = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  fileParallelism: false,
  maxConcurrency: 2,
}

export default defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'bridges/**/*.ts', 'registration/**/*.ts'],
      reporter: ['json'],
      reportsDirectory: 'var/coverage',
      reportOnFailure: true,
    },
    projects: [
      project('unit', 0),
      project('contract', 1, { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('integration', 2, slow),
      project('e2e', 3, slow),
    ],
  },
})

/** The quick ones come first, so that a mistake shows early. */
function project(name: string, groupOrder: number, options: object = {}) {
  return {
    test: {
      name,
      include: [`tests/${name}/**/*.test.ts`],
      sequence: { groupOrder },
      ...options,
    },
  }
}
