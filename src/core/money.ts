/** An amount in ten-thousandths of the currency's main unit: texts cost fractions of a cent. */
export interface Money {
  /** Integer; 1.15 USD is 11500. */
  readonly amount: number
  /** ISO 4217, upper case. */
  readonly currency: string
}

/** Reads a provider's decimal ("1.15", "-0.0079"), digits past the fourth rounded up away from zero. */
export function parseMoney(decimal: string, currency: string): Money | undefined {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,10}))?$/.exec(decimal.trim())
  if (match === null || !/^[A-Za-z]{3}$/.test(currency)) return undefined
  const [, sign, whole = '0', fraction = ''] = match
  const four = fraction.padEnd(4, '0')
  const more = Number(four.slice(4)) > 0 ? 1 : 0
  const amount = Number(whole) * 10_000 + Number(four.slice(0, 4)) + more
  return { amount: sign === '-' ? -amount : amount, currency: currency.toUpperCase() }
}

/** "1.15 USD": two decimals, more only where there are any. */
export function formatMoney({ amount, currency }: Money): string {
  const digits = String(Math.abs(amount)).padStart(5, '0')
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -4)}.${fraction} ${currency}`
}
