/** The simulated carrier's ID; none of the configuration may have it. */
export const simulator = 'simulator'
