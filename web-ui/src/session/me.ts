import { answered, client } from '@/api/client';
import type { Me } from '@/api/types';

export function loadMe(): Promise<Me> {
  return answered(client.GET('/api/me'));
}
