import { ReviewQueue } from '@/features/review-queue/ReviewQueue';

export function QueueRoute() {
  return <ReviewQueue />;
}
