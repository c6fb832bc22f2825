/** What a phone says of what the provider calls by a code. docs.sms-gate.app/faq/errors */
export function failureOf(code: number | undefined): string {
  return (
    failures.get(code ?? 0) ?? 'Send result: RESULT_ERROR_GENERIC_FAILURE (Generic failure cause)'
  )
}

/** The message centre reports the status that follows. 3GPP TS 23.040, 9.2.3.15 */
const report = (status: number) => `Delivery result from SC +16195550100: ${status}`

const failures: ReadonlyMap<number, string> = new Map([
  [21211, report(67)],
  [21612, report(69)],
  [21614, report(65)],
  [30006, report(65)],
  [30007, report(99)],
  [30034, 'Send result: RESULT_NETWORK_REJECT (Failed because of network rejection)'],
])
