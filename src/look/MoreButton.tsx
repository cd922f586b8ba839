// The end of a list: loads the next page when it comes into view, or says that this is all.
import { useEffect, useRef } from 'react'
import { useWords } from './words.ts'

interface Pages { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown; items: readonly unknown[] }
export function MoreButton({ list }: { list: Pages }) {
  const { t } = useWords()
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || !end.current) return
    const watch = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) fetchNextPage() }, { rootMargin: '300px' })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  if (list.items.length === 0) return null
  return (
    <div ref={end} className="list-end">
      {hasNextPage ? <button type="button" className="btn" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>{t(isFetchingNextPage ? 'cases.loading' : 'cases.loadMore')}</button> : <span>{t('cases.end')}</span>}
    </div>
  )
}
