import type { Request } from 'express'
import { field } from './form.ts'

export interface Page {
  readonly size: number
  readonly index: number
  /** The row after which this page begins; undefined for the first page. */
  readonly after: number | undefined
}

export function pageOf(request: Request, usual = 50): Page {
  const size = Number(field(request.query, 'PageSize') ?? usual)
  const token = /^PA(\d{1,15})$/.exec(field(request.query, 'PageToken') ?? '')?.[1]
  return {
    size: Number.isInteger(size) ? Math.min(Math.max(size, 1), 1000) : usual,
    index: Math.max(0, Number(field(request.query, 'Page') ?? 0) || 0),
    after: token === undefined ? undefined : Number(token),
  }
}

/**
 * The envelope around a page.
 * @param rows one more than the page holds when there are more
 */
export function paged<Row extends { readonly id: number }>(
  request: Request,
  page: Page,
  rows: readonly Row[],
  name: string,
  show: (row: Row) => unknown,
) {
  const shown = rows.slice(0, page.size)
  const last = shown.at(-1)
  const path = request.baseUrl + request.path
  const start = page.index * page.size
  const uri = (index: number, token?: string) => {
    const query = new URLSearchParams(request.query as Record<string, string>)
    query.delete('PageToken')
    query.set('PageSize', String(page.size))
    query.set('Page', String(index))
    if (token !== undefined) query.set('PageToken', token)
    return `${path}?${query}`
  }
  const hasMore = rows.length > page.size && last !== undefined
  return {
    [name]: shown.map(show),
    uri: request.originalUrl,
    page: page.index,
    page_size: page.size,
    start,
    end: start + Math.max(0, shown.length - 1),
    first_page_uri: uri(0),
    previous_page_uri: null,
    next_page_uri: hasMore ? uri(page.index + 1, `PA${last.id}`) : null,
  }
}
