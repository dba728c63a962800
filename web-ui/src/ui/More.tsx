import { Button } from '@mantine/core';

interface MoreProps {
  /** A list that comes in pages. */
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Fetches the next page of a list, as long as there is one. */
export function More({ of: pages }: MoreProps) {
  return (
    pages.hasNextPage && (
      <Button
        variant="subtle"
        size="compact-xs"
        loading={pages.isFetchingNextPage}
        onClick={() => void pages.fetchNextPage()}
      >
        More
      </Button>
    )
  );
}
