import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { ASKING_AGAIN } from '@/api/judgement';
import { SessionGate } from '@/session/SessionGate';
import { theme } from '@/ui/theme';
import { createRouter } from './routes';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Pushes tell when something changed; a refetch by the library on top would only be noise.
      refetchOnWindowFocus: false,
      staleTime: 5_000,
      ...ASKING_AGAIN,
    },
    // Without a connection it fails at once and says so, instead of happening by itself whenever there is one again.
    mutations: { networkMode: 'always' },
  },
});

function Pages() {
  const [router] = useState(createRouter);
  return <RouterProvider router={router} />;
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <SessionGate>
          <Pages />
        </SessionGate>
      </QueryClientProvider>
    </MantineProvider>
  );
}
